import { z } from 'zod';
import { roles } from '#core/roles.ts';
import { setRole as store } from '#store/users/set-role.ts';
import { staff } from '../trpc.ts';

/** Gives someone another role; their next request already has it. */
export const setRole = staff('users.edit')
  .input(z.strictObject({ id: z.string(), role: z.enum(roles) }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await store(tx, input.id, input.role);
      await ctx.audit(tx, { action: 'user.role', subject: `user:${input.id}`, details: { role: input.role } });
    }),
  );
