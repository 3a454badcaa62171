import { and, eq, isNull } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';

/**
 * Refuses to take the last admin away: someone must be able to let others in. Locks the admins' rows, so that two
 * admins cannot remove each other at once; call it inside the transaction that makes the change.
 *
 * @throws Failure LAST_ADMIN when `userId` is the only admin who is not locked.
 */
export async function keepAnAdmin(orm: Orm, userId: string): Promise<void> {
  const admins = await orm
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'admin'), isNull(users.disabledAt)))
    .orderBy(users.id)
    .for('update');
  if (admins.length === 1 && admins[0]!.id === userId) throw new Failure('LAST_ADMIN');
}
