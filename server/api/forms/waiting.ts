import { z } from 'zod';
import { waitingSubmissions } from '#store/forms/review.ts';
import { staff } from '../trpc.ts';

/** Submissions whose answers differ from what is known, or whose address several contacts share: whose and when. */
export const waiting = staff('contacts.read')
  .input(z.strictObject({ formId: z.uuid() }))
  .query(({ ctx, input }) => waitingSubmissions(ctx.db.sql, input.formId));
