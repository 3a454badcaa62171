import { replyWorkers } from '#core/portal/reply-workers.ts';
import { listUsers } from '#store/users/list.ts';
import { staff } from '../trpc.ts';

/** Staff a reply can be given to. */
export const workers = staff('replies.count').query(async ({ ctx }) =>
  (await listUsers(ctx.db.orm))
    .filter((one) => one.disabledAt === null && replyWorkers.includes(one.role))
    .map(({ id, name }) => ({ id, name })),
);
