import { countCases } from '#store/cases/counts.ts';
import { staff } from '../trpc.ts';

/** How many cases wait; all a manager gets to see of them. */
export const counts = staff('cases.count').query(({ ctx }) => countCases(ctx.db.sql, ctx.actor.id));
