import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { countAudience } from '#store/audience/count.ts';
import { staff } from '../trpc.ts';

const BUDGET_MS = 1500;

/** How many contacts a rule matches now; of very many, how many among those looked at in the time. */
export const count = staff('segments.read')
  .input(z.strictObject({ filter: filterSchema }))
  .query(({ ctx, input }) => countAudience(ctx, input.filter, { budgetMs: BUDGET_MS }));
