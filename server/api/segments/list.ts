import { listSegments } from '#store/segments/list.ts';
import { staff } from '../trpc.ts';

/** Every segment; sets with their number of members, rules to be counted with `count`. */
export const list = staff('segments.read').query(({ ctx }) => listSegments(ctx.db.orm));
