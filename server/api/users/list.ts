import { listUsers } from '#store/users/list.ts';
import { staff } from '../trpc.ts';

/** Everyone who works here. */
export const list = staff('users.edit').query(({ ctx }) => listUsers(ctx.db.orm));
