import { z } from 'zod';
import { watchStatus } from '#store/entries/status.ts';
import { staff } from '../trpc.ts';

/** What the live journey watches for, since when, and whether it is ready for it. */
export const watches = staff('results.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => watchStatus(ctx.db.sql, input.id));
