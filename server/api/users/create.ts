import { z } from 'zod';
import { roles } from '#core/roles.ts';
import { hashNewPassword } from '#identity/password.ts';
import { createUser } from '#store/users/create.ts';
import { staff } from '../trpc.ts';

const input = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(254),
  role: z.enum(roles),
  password: z.string(),
});

/** Lets someone in with a first password, which the admin tells them. */
export const create = staff('users.edit')
  .input(input)
  .mutation(async ({ ctx, input: { password, ...person } }) => {
    const id = ctx.newId();
    const passwordHash = await hashNewPassword(password);
    await ctx.db.orm.transaction(async (tx) => {
      await createUser(tx, { ...person, id, passwordHash });
      await ctx.audit(tx, { action: 'user.create', subject: `user:${id}`, details: { role: person.role } });
    });
    return { id };
  });
