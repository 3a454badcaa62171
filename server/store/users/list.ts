import { asc, eq, max, sql } from 'drizzle-orm';
import { sessions, users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';

/** Staff, by name. `seenAt` is when an open session of theirs was last used. */
export async function listUsers(orm: Orm) {
  return orm
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      disabledAt: users.disabledAt,
      /** By wrong passwords, for a while. */
      lockedOut: sql<boolean>`coalesce(${users.lockedUntil} > now(), false)`,
      createdAt: users.createdAt,
      seenAt: max(sessions.updatedAt),
    })
    .from(users)
    .leftJoin(sessions, eq(sessions.userId, users.id))
    .groupBy(users.id)
    .orderBy(asc(users.name));
}
