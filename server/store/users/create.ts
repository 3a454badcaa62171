import type { Role } from '#core/roles.ts';
import { Failure } from '#core/failure.ts';
import { accounts, users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';

export interface NewUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
}

/** Makes a staff member who signs in with a password. @throws Failure NAME_TAKEN when the address is in use. */
export async function createUser(orm: Orm, user: NewUser): Promise<void> {
  await orm.transaction(async (tx) => {
    const made = await tx
      .insert(users)
      .values({ id: user.id, name: user.name, email: user.email.toLowerCase(), role: user.role, emailVerified: true })
      .onConflictDoNothing()
      .returning({ id: users.id });
    if (made.length === 0) throw new Failure('NAME_TAKEN', {}, 'Someone with this e-mail address is already here.');
    await tx.insert(accounts).values({
      id: user.id,
      accountId: user.id,
      providerId: 'credential',
      userId: user.id,
      password: user.passwordHash,
    });
  });
}
