import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { createSegment } from '#store/segments/create.ts';
import { staff } from '../trpc.ts';

export const segmentName = z.string().trim().min(1).max(120);
export const segmentDescription = z.string().trim().max(500).default('');

/** Makes a segment: a rule, or with no filter a set that journeys add to. */
export const create = staff('segments.edit')
  .input(z.strictObject({ name: segmentName, description: segmentDescription, filter: filterSchema.nullable() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const id = await createSegment(tx, { id: ctx.newId(), ...input });
      await ctx.audit(tx, {
        action: 'segment.create',
        subject: `segment:${id}`,
        details: { name: input.name, kind: input.filter ? 'rule' : 'set' },
      });
      return { id };
    }),
  );
