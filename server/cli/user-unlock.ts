import { eq } from 'drizzle-orm';
import { users } from '#db/schema/users.ts';
import { appendAudit } from '#store/audit/append.ts';
import { setLocked } from '#store/users/lock.ts';
import { print, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { withServices } from './with-services.ts';

/** user:unlock EMAIL: lets someone in again who was locked, by an admin or by wrong passwords. */
export const userUnlock: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'user:unlock EMAIL', given: [1, 1] });
  const email = given[0]!.toLowerCase();
  return withServices(async ({ db }) => {
    await db.orm.transaction(async (tx) => {
      const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
      if (!user) throw new CommandError(`Nobody here signs in as ${email}.`);
      await setLocked(tx, user.id, false);
      await appendAudit(tx, { actor: 'system', action: 'user.unlock', subject: `user:${user.id}` });
    });
    print(flags.json, { email, unlocked: true }, `${email} may sign in again.`);
  });
};
