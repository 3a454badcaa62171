import { listUsers } from '#store/users/list.ts';
import { staff } from '../trpc.ts';

/** Names of the staff the log's entries speak of by id. */
export const people = staff('audit.read').query(async ({ ctx }) => {
  const users = await listUsers(ctx.db.orm);
  return users.map(({ id, name, role }) => ({ id, name, role }));
});
