import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { sessions, users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';
import { keepAnAdmin } from '#store/users/keep-an-admin.ts';

/**
 * Locks a person out, ending every session of theirs, or lets them in again, forgetting wrong passwords.
 * @throws Failure NOT_FOUND, LAST_ADMIN.
 */
export async function setLocked(orm: Orm, userId: string, locked: boolean): Promise<void> {
  await orm.transaction(async (tx) => {
    if (locked) await keepAnAdmin(tx, userId);
    const changed = await tx
      .update(users)
      .set(locked ? { disabledAt: sql`now()` } : { disabledAt: null, lockedUntil: null, failedSignIns: 0 })
      .where(eq(users.id, userId))
      .returning({ id: users.id });
    if (changed.length === 0) throw new Failure('NOT_FOUND', { user: userId });
    if (locked) await tx.delete(sessions).where(eq(sessions.userId, userId));
  });
}
