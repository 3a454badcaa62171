import { z } from 'zod';
import { caseChannels } from '#core/cases/machine.ts';
import { arrangeAlternative } from '#store/cases/arrange.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Writes down by which other way the contact gets it. */
export const arrange = staff('cases.work')
  .input(z.strictObject({ id: z.uuid(), channel: z.enum(caseChannels), note: z.string().max(2000).optional() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const { contactId } = await arrangeAlternative(tx.sql, ctx, { ...input, actor: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'case.arrange-alternative',
        subject: `case:${input.id}`,
        details: { contact: contactId, channel: input.channel, note: Boolean(input.note) },
      });
      return { done: true };
    }),
  );
