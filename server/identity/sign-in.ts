import { isAPIError } from 'better-auth/api';
import { Failure } from '#core/failure.ts';
import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import { countSignIn } from '#store/users/count-sign-in.ts';
import { settleSignIn } from '#store/users/settle-sign-in.ts';
import type { Auth } from './auth.ts';
import { LOCKOUT_MS, WRONG_PASSWORDS } from './limits.ts';
import { countStranger } from './strangers.ts';

/**
 * Signs a person in and gives the cookies to set. The attempt is counted before the password is looked at, so that
 * a hundred guesses at once get no more tries than five in a row. Someone unknown meets the same answers.
 *
 * @throws Failure SIGN_IN_WRONG, LOCKED_OUT (details: `minutes`) or FORBIDDEN when an admin locked the account.
 */
export async function signIn(
  services: Services,
  auth: Auth,
  { email, password }: { email: string; password: string },
  headers: Headers,
): Promise<{ cookies: string[] }> {
  const { orm } = services.db;
  const address = email.toLowerCase();
  const user = await countSignIn(orm, address, { tries: WRONG_PASSWORDS, lockMs: LOCKOUT_MS });
  const attempt = user ?? countStranger(services.seal.lookup('email', address), Date.now());
  const actor = user ? `user:${user.id}` : 'system';
  const subject = user ? `user:${user.id}` : 'user:unknown';
  if (attempt.lockedMs > 0) {
    await appendAudit(orm, { actor, action: 'session.refused', subject, details: { reason: 'locked out' } });
    throw lockedOut(attempt.lockedMs);
  }
  const answer = await check(auth, { email: address, password }, headers);
  if (!answer) {
    const last = attempt.tries >= WRONG_PASSWORDS;
    await appendAudit(orm, { actor, action: 'session.failed', subject, details: { tries: attempt.tries } });
    if (last) await appendAudit(orm, { actor: 'system', action: 'user.lockout', subject });
    throw last ? lockedOut(LOCKOUT_MS) : new Failure('SIGN_IN_WRONG', { left: WRONG_PASSWORDS - attempt.tries });
  }
  if (!user || user.disabled) {
    await appendAudit(orm, { actor, action: 'session.refused', subject, details: { reason: 'locked by an admin' } });
    throw new Failure('FORBIDDEN', {}, 'This account is locked. Ask an admin.');
  }
  await orm.transaction(async (tx) => {
    await settleSignIn(tx, user.id);
    await appendAudit(tx, { actor, action: 'session.start', subject });
  });
  return { cookies: answer };
}

async function check(
  auth: Auth,
  body: { email: string; password: string },
  headers: Headers,
): Promise<string[] | null> {
  try {
    const answer = await auth.api.signInEmail({ body, headers, returnHeaders: true });
    return answer.headers.getSetCookie();
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return null;
    throw error;
  }
}

function lockedOut(ms: number): Failure {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return new Failure(
    'LOCKED_OUT',
    { minutes },
    `Too many wrong passwords. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, or ask an admin.`,
  );
}
