import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { saveSegment } from '#store/segments/save.ts';
import { staff } from '../trpc.ts';
import { segmentDescription, segmentName } from './create.ts';

/** Saves a segment if `revision` is still the newest. @throws Failure SEGMENT_INVALID, REVISION_CONFLICT, IN_USE */
export const save = staff('segments.edit')
  .input(
    z.strictObject({
      id: z.uuid(),
      revision: z.int().positive(),
      name: segmentName,
      description: segmentDescription,
      filter: filterSchema.nullable(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const saved = await ctx.db.orm.transaction(async (tx) => {
      const revision = await saveSegment(tx, input);
      await ctx.audit(tx, { action: 'segment.save', subject: `segment:${input.id}`, details: { revision } });
      return { revision };
    });
    await keepWatches(ctx, ARMING_MS);
    return saved;
  });
