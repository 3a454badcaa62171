import { countByState } from '#store/messages/count-by-state.ts';
import { staff } from '../trpc.ts';

/** How many are under way and how many need someone; nobody in particular. */
export const counts = staff('messages.read').query(({ ctx }) => countByState(ctx.db.sql));
