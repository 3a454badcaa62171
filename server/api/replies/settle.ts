import { z } from 'zod';
import { settleReply } from '#store/replies/work.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Marks a reply as done, or opens it again. */
export const settle = staff('replies.work')
  .input(z.strictObject({ id: z.uuid(), done: z.boolean() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const { contactId } = await settleReply(tx.sql, input.id, input.done);
      await ctx.audit(tx.orm, {
        action: input.done ? 'reply.done' : 'reply.reopen',
        subject: `reply:${input.id}`,
        details: { contact: contactId },
      });
      return { done: input.done };
    }),
  );
