import { z } from 'zod';
import { listDryRuns } from '#store/dry-runs/read.ts';
import { staff } from '../trpc.ts';

/** The journey's latest dry runs, how far each has come, and their counts. */
export const list = staff('results.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => listDryRuns(ctx.db.sql, input.id, 5));
