import { randomBytes } from 'node:crypto';
import { uuidv7 } from '#core/id.ts';

/**
 * A UUIDv7 for a row made at `at` (epoch milliseconds of the database clock, so that ids sort by it). Ids of one
 * millisecond sort as they were made (RFC 9562, 6.2, method 1: a counter in `rand_a`): two emails of one walk are
 * queued at the same instant, and which was the last must stay known.
 */
export function newId(at: number): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  used += 10;
  const random = pool.subarray(used - 10, used);
  const ms = Math.trunc(at);
  if (ms !== last) {
    last = ms;
    made = 0;
  }
  random[0] = (made >> 8) & 0x0f;
  random[1] = made & 0xff;
  return uuidv7(last + Math.floor(made++ / 4096), random);
}

// One call for random bytes per id costs more than the id.
let pool = Buffer.alloc(0);
let used = 0;
let last = -1;
let made = 0;
