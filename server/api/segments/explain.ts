import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { explainSegment } from '#store/segments/explain.ts';
import { staff } from '../trpc.ts';

/** Why a contact is, or is not, among those a rule matches. */
export const explain = staff('segments.explain', { readsPhi: true })
  .input(z.strictObject({ filter: filterSchema, contactId: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const because = await explainSegment(ctx, input.filter, input.contactId);
    await ctx.audit(ctx.db.orm, {
      action: 'segment.explain',
      subject: `contact:${input.contactId}`,
      details: { met: because.met },
    });
    return because;
  });
