import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { countDryRun } from '#store/dry-runs/create.ts';
import { staff } from '../trpc.ts';

/** For how many a dry run would be: those of a list or segment whom this drawing's trigger lets in. */
export const count = staff('segments.read')
  .input(z.strictObject({ graph, filter: filterSchema }))
  .query(async ({ ctx, input }) => ({ count: await countDryRun(ctx, input.graph, input.filter) }));
