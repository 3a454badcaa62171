import { eq } from 'drizzle-orm';
import { users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';

/** After a good sign-in: wrong ones before it are forgotten. Also how an admin lifts a lockout. */
export async function settleSignIn(orm: Orm, userId: string): Promise<void> {
  await orm.update(users).set({ failedSignIns: 0, lockedUntil: null }).where(eq(users.id, userId));
}
