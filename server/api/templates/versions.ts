import { z } from 'zod';
import { listVersions } from '#store/templates/versions.ts';
import { staff } from '../trpc.ts';

/** A template's published versions, newest first. */
export const versions = staff('templates.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => listVersions(ctx.db.orm, input.id));
