import { z } from 'zod';
import { setLocked as store } from '#store/users/lock.ts';
import { staff } from '../trpc.ts';

/** Locks someone out at once, or lets them in again. */
export const setLocked = staff('users.edit')
  .input(z.strictObject({ id: z.string(), locked: z.boolean() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await store(tx, input.id, input.locked);
      await ctx.audit(tx, { action: input.locked ? 'user.lock' : 'user.unlock', subject: `user:${input.id}` });
    }),
  );
