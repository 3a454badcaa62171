import { z } from 'zod';
import { laneOf } from '#core/lane.ts';
import { confirmSharing as confirm } from '#store/contacts/confirm-sharing.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Says of exactly the contacts shown that they are meant to share an address. */
export const confirmSharing = staff('contacts.edit')
  .input(z.strictObject({ id: z.uuid(), sharedWith: z.array(z.uuid()).min(1).max(20) }))
  .mutation(async ({ ctx, input }) => {
    const at = await ctx.now();
    return transact(ctx.db, async (tx) => {
      const members = await confirm(tx.sql, ctx.seal, {
        lane: laneOf(input.id),
        contactId: input.id,
        sharedWith: input.sharedWith,
        actor: `user:${ctx.actor.id}`,
        at,
      });
      await ctx.audit(tx.orm, {
        action: 'contact.confirm-sharing',
        subject: `contact:${input.id}`,
        details: { sharing: members },
      });
      return { done: true };
    });
  });
