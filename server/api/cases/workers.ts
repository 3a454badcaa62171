import { allCaseWorkers } from '#core/cases/workers.ts';
import { listUsers } from '#store/users/list.ts';
import { staff } from '../trpc.ts';

/** Staff a case can be given to. */
export const workers = staff('cases.count').query(async ({ ctx }) =>
  (await listUsers(ctx.db.orm))
    .filter((one) => one.disabledAt === null && allCaseWorkers.includes(one.role))
    .map(({ id, name }) => ({ id, name })),
);
