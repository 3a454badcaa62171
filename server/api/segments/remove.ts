import { z } from 'zod';
import { deleteSegment } from '#store/segments/delete.ts';
import { staff } from '../trpc.ts';

/** Deletes a segment, not the contacts in it. @throws Failure IN_USE naming who uses it. */
export const remove = staff('segments.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await deleteSegment(tx, input.id);
      await ctx.audit(tx, { action: 'segment.delete', subject: `segment:${input.id}` });
      return { id: input.id };
    }),
  );
