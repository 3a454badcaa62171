import { z } from 'zod';
import { hashNewPassword } from '#identity/password.ts';
import { setPassword as store } from '#store/users/set-password.ts';
import { staff } from '../trpc.ts';

/** Gives someone a new password and ends the sessions they have open. */
export const setPassword = staff('users.edit')
  .input(z.strictObject({ id: z.string(), password: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const hash = await hashNewPassword(input.password);
    await ctx.db.orm.transaction(async (tx) => {
      await store(tx, input.id, hash);
      await ctx.audit(tx, { action: 'user.password', subject: `user:${input.id}` });
    });
  });
