import { z } from 'zod';
import { listVersions } from '#store/journeys/versions.ts';
import { staff } from '../trpc.ts';

/** The published versions, newest first. */
export const versions = staff('journeys.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => listVersions(ctx.db.orm, input.id));
