import { listApiKeys } from '#store/api-keys/list.ts';
import { staff } from '../trpc.ts';

/** REST keys: name, scopes and when each was last used. */
export const list = staff('keys.edit').query(({ ctx }) => listApiKeys(ctx.db.orm));
