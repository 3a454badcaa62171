import { z } from 'zod';
import { readCounts } from '#store/counts/read.ts';
import { staff } from '../trpc.ts';

/** People per step now: entered = here + passed + exited. */
export const counts = staff('results.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => readCounts(ctx.db.sql, input.id));
