import { z } from 'zod';
import { assignCase } from '#store/cases/assign.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Gives a case to a colleague, to oneself, or back to the queue (null). */
export const assign = staff('cases.work')
  .input(z.strictObject({ id: z.uuid(), assignee: z.string().max(100).nullable() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const { contactId } = await assignCase(tx.sql, { ...input, actor: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'case.assign',
        subject: `case:${input.id}`,
        details: { contact: contactId, assignee: input.assignee },
      });
      return { done: true };
    }),
  );
