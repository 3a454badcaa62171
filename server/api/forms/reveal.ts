import { z } from 'zod';
import { openSubmission } from '#store/forms/review.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';
import { submissionRef } from './input.ts';

/** The answers of a submission that waits, beside what is known. Reading them is kept in the audit log. */
export const reveal = staff('contacts.reveal')
  .input(z.strictObject(submissionRef))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const opened = await openSubmission(tx.sql, ctx.seal, input);
      await ctx.audit(tx.orm, {
        action: 'form.reveal',
        subject: `contact:${input.contactId}`,
        details: { form: input.formId, submission: input.id, attributes: opened.differs.map((one) => one.attribute) },
      });
      return opened;
    }),
  );
