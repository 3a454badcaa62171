import { listLists } from '#store/lists/list.ts';
import { staff } from '../trpc.ts';

/** Every list and how many are on it. */
export const list = staff('segments.read').query(({ ctx }) => listLists(ctx.db.orm));
