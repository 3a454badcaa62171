import { countReplies } from '#store/replies/counts.ts';
import { staff } from '../trpc.ts';

/** How many replies wait, by sender identity; nobody in particular. */
export const counts = staff('replies.count').query(({ ctx }) => countReplies(ctx.db.sql, ctx.actor.id));
