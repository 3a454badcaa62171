import { z } from 'zod';
import { listStarts } from '#store/starts/read.ts';
import { staff } from '../trpc.ts';

/** The journey's latest starts and how far each has come. */
export const startProgress = staff('results.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => listStarts(ctx.db.sql, input.id, 5));
