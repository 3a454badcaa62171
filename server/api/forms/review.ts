import { z } from 'zod';
import { reviewSubmission } from '#store/forms/review.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';
import { submissionRef } from './input.ts';

/** Takes a submission's answers for the contact's own, or leaves them be. @throws Failure NOT_FOUND, CONTACT_CONFLICT */
export const review = staff('contacts.edit')
  .input(z.strictObject({ ...submissionRef, accept: z.boolean() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const changed = await reviewSubmission(tx.sql, ctx, { ...input, by: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: input.accept ? 'form.accept' : 'form.dismiss',
        subject: `contact:${input.contactId}`,
        details: { form: input.formId, submission: input.id, attributes: changed },
      });
      return { changed };
    }),
  );
