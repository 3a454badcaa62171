import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { roles } from '#core/roles.ts';
import { hashNewPassword } from '#identity/password.ts';
import { appendAudit } from '#store/audit/append.ts';
import { createUser } from '#store/users/create.ts';
import { print, readArguments, readText } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { withServices } from './with-services.ts';

const USAGE =
  'user:create --email E --name N --role marketer|designer|manager|admin|compliance [--password-file FILE|-]';

/** user:create: lets someone in. Without a password file one is made and printed, once. */
export const userCreate: Command = async (args) => {
  const { options, flags } = readArguments(args, {
    usage: USAGE,
    given: [0, 0],
    options: ['email', 'name', 'role', 'password-file'],
  });
  const email = z.email().safeParse(options.email);
  const role = z.enum(roles).safeParse(options.role);
  const name = options.name?.trim();
  if (!email.success || !role.success || !name) throw new CommandError(`Usage: ${USAGE}`);
  const file = options['password-file'];
  const password = file ? readText(file).trim() : randomBytes(18).toString('base64url');
  const passwordHash = await hashNewPassword(password);
  return withServices(async ({ db, newId }) => {
    const id = newId();
    await db.orm.transaction(async (tx) => {
      await createUser(tx, { id, name, email: email.data, role: role.data, passwordHash });
      const details = { role: role.data };
      await appendAudit(tx, { actor: 'system', action: 'user.create', subject: `user:${id}`, details });
    });
    const made = { id, email: email.data, role: role.data, ...(file ? {} : { password }) };
    print(
      flags.json,
      made,
      `${email.data} may sign in as ${role.data}.${file ? '' : ` Password, shown once: ${password}`}`,
    );
  });
};
