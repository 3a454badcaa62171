import { z } from 'zod';
import { getSegment } from '#store/segments/get.ts';
import { referencesTo } from '#store/segments/references.ts';
import { staff } from '../trpc.ts';

/** One segment and who refers to it. */
export const get = staff('segments.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const segment = await getSegment(ctx.db.orm, input.id);
    return { ...segment, usedBy: await referencesTo(ctx.db.orm, 'segment', segment.name) };
  });
