import { eq } from 'drizzle-orm';
import type { Role } from '#core/roles.ts';
import { Failure } from '#core/failure.ts';
import { users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';
import { keepAnAdmin } from '#store/users/keep-an-admin.ts';

/** Gives a person another role, at once. @throws Failure NOT_FOUND, LAST_ADMIN. */
export async function setRole(orm: Orm, userId: string, role: Role): Promise<void> {
  await orm.transaction(async (tx) => {
    if (role !== 'admin') await keepAnAdmin(tx, userId);
    const changed = await tx.update(users).set({ role }).where(eq(users.id, userId)).returning({ id: users.id });
    if (changed.length === 0) throw new Failure('NOT_FOUND', { user: userId });
  });
}
