import { z } from 'zod';
import { releaseHeld } from '#store/messages/release-held.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/**
 * Lets a held message be tried again, once what held it was put right. The selector decides anew. With `sharedWith`, the
 * contacts shown as sharing the address, the person says that this is meant.
 */
export const release = staff('messages.release')
  .input(z.strictObject({ id: z.uuid(), sharedWith: z.array(z.uuid()).max(20).optional() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const actor = `user:${ctx.actor.id}`;
      const { contactId, released, sharing } = await releaseHeld(tx.sql, ctx.seal, { ...input, actor });
      await ctx.audit(tx.orm, {
        action: 'message.release',
        subject: `message:${input.id}`,
        details: { contact: contactId, released, ...(sharing ? { sharingConfirmed: sharing } : {}) },
      });
      return { released };
    }),
  );
