import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { countAudience } from '#store/audience/count.ts';
import { staff } from '../trpc.ts';

/** How many contacts a filter matches now; `done` is false when only part could be looked at in the time. */
export const audienceCount = staff('segments.read')
  .input(z.strictObject({ filter: filterSchema }))
  .query(({ ctx, input }) => countAudience(ctx, input.filter, { budgetMs: 1_500 }));
