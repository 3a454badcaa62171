import { countCandidates } from '#store/audience/candidates.ts';
import { staff } from '../trpc.ts';

/** How many contacts there are. */
export const count = staff('segments.read').query(async ({ ctx }) => ({
  count: await countCandidates(ctx.db.sql, { kind: 'everyone' }),
}));
