import { z } from 'zod';
import { assignReply } from '#store/replies/work.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Gives a reply to a colleague, to oneself, or back to the queue (null). */
export const assign = staff('replies.work')
  .input(z.strictObject({ id: z.uuid(), assignee: z.string().max(100).nullable() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const { contactId } = await assignReply(tx.sql, input.id, input.assignee);
      await ctx.audit(tx.orm, {
        action: 'reply.assign',
        subject: `reply:${input.id}`,
        details: { contact: contactId, assignee: input.assignee },
      });
      return { done: true };
    }),
  );
