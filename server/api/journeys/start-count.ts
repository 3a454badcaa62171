import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { countStart } from '#store/starts/create.ts';
import { staff } from '../trpc.ts';

/** How many a start for this list or segment would enroll, as far as the trigger lets them in. */
export const startCount = staff('segments.read')
  .input(z.strictObject({ id: z.uuid(), filter: filterSchema }))
  .query(async ({ ctx, input }) => ({ count: await countStart(ctx, input.id, input.filter) }));
