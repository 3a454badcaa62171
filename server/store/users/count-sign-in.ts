import { eq, sql } from 'drizzle-orm';
import { users } from '#db/schema/users.ts';
import type { Orm } from '#store/database.ts';

export interface SignInAttempt {
  id: string;
  disabled: boolean;
  /** Attempts since the last good one, this one included. */
  tries: number;
  /** Milliseconds the account is still locked; 0 when this attempt may be checked. */
  lockedMs: number;
}

/**
 * Counts one sign-in of the user with this address (lower case) and locks the account when it is the last allowed
 * one; a good password takes both back. One row lock, so concurrent guesses are counted one by one. Null: no such user.
 */
export async function countSignIn(
  orm: Orm,
  email: string,
  { tries, lockMs }: { tries: number; lockMs: number },
): Promise<SignInAttempt | null> {
  return orm.transaction(async (tx) => {
    const [user] = await tx
      .select({
        id: users.id,
        disabledAt: users.disabledAt,
        failed: users.failedSignIns,
        lockedMs: sql<number>`coalesce(extract(epoch from ${users.lockedUntil} - now()) * 1000, 0)::float8`,
        wasLocked: sql<boolean>`${users.lockedUntil} is not null`,
      })
      .from(users)
      .where(eq(users.email, email))
      .for('update');
    if (!user) return null;
    const disabled = user.disabledAt !== null;
    if (user.lockedMs > 0) return { id: user.id, disabled, tries: user.failed, lockedMs: user.lockedMs };
    const count = (user.wasLocked ? 0 : user.failed) + 1;
    await tx
      .update(users)
      .set({
        failedSignIns: count,
        lockedUntil: count >= tries ? sql`now() + ${lockMs} * interval '1 millisecond'` : null,
      })
      .where(eq(users.id, user.id));
    return { id: user.id, disabled, tries: count, lockedMs: 0 };
  });
}
