import { and, eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { accounts, sessions, users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';

/** Replaces a person's password, ends their sessions and lifts a lockout. @throws Failure NOT_FOUND. */
export async function setPassword(orm: Orm, userId: string, passwordHash: string): Promise<void> {
  await orm.transaction(async (tx) => {
    const changed = await tx
      .update(accounts)
      .set({ password: passwordHash })
      .where(and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential')))
      .returning({ id: accounts.id });
    if (changed.length === 0) throw new Failure('NOT_FOUND', { user: userId });
    await tx.update(users).set({ failedSignIns: 0, lockedUntil: null }).where(eq(users.id, userId));
    await tx.delete(sessions).where(eq(sessions.userId, userId));
  });
}
