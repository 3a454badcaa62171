import { z } from 'zod';
import { getJourney } from '#store/journeys/get.ts';
import { staff } from '../trpc.ts';

/** One journey: the draft with its revision, beside what is live. */
export const get = staff('journeys.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => getJourney(ctx.db.orm, input.id));
