import { z } from 'zod';
import { caseChannels } from '#core/cases/machine.ts';
import { confirmAddress as confirm } from '#store/cases/confirm-address.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Writes down that the address was confirmed through another channel. Sends nothing. */
export const confirmAddress = staff('cases.work')
  .input(
    z.strictObject({
      id: z.uuid(),
      channel: z.enum(caseChannels),
      /** Only when it is another one now; it becomes the contact's. */
      address: z.email().max(254).optional(),
      sharedAddress: z.boolean().default(false),
      note: z.string().max(2000).optional(),
    }),
  )
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const deps = { seal: ctx.seal, newId: () => ctx.newId() };
      const { contactId, changed } = await confirm(tx.sql, deps, { ...input, actor: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'case.confirm-address',
        subject: `case:${input.id}`,
        details: { contact: contactId, channel: input.channel, newAddress: changed, note: Boolean(input.note) },
      });
      return { done: true };
    }),
  );
