import { LOCKOUT_MS, WRONG_PASSWORDS } from './limits.ts';

interface Attempts {
  tries: number;
  lockedUntil: number;
}

const MOST = 10_000;
const seen = new Map<string, Attempts>();

/**
 * Counts a sign-in under an address nobody here has, so that it locks as a real one does and the answer does not
 * tell who works here. Kept in memory, by keyed hash, the newest ten thousand.
 */
export function countStranger(hash: Uint8Array, now: number): { tries: number; lockedMs: number } {
  const key = Buffer.from(hash).toString('base64');
  const before = seen.get(key);
  seen.delete(key);
  if (before && before.lockedUntil > now) {
    seen.set(key, before);
    return { tries: before.tries, lockedMs: before.lockedUntil - now };
  }
  const tries = (before && before.lockedUntil === 0 ? before.tries : 0) + 1;
  seen.set(key, { tries, lockedUntil: tries >= WRONG_PASSWORDS ? now + LOCKOUT_MS : 0 });
  const oldest = seen.keys().next();
  if (seen.size > MOST && !oldest.done) seen.delete(oldest.value);
  return { tries, lockedMs: 0 };
}
