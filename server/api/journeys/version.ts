import { z } from 'zod';
import { readVersion } from '#store/journeys/read-version.ts';
import { staff } from '../trpc.ts';

/** One published version as it was drawn, and what it decided about people. */
export const version = staff('journeys.read')
  .input(z.strictObject({ id: z.uuid(), version: z.int().positive() }))
  .query(({ ctx, input }) => readVersion(ctx.db.sql, input.id, input.version));
