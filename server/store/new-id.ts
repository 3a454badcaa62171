import { randomBytes } from 'node:crypto';
import { uuidv7 } from '#core/id.ts';

/** A UUIDv7 for a row made at `at` (epoch milliseconds of the database clock, so that ids sort by it). */
export function newId(at: number): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  used += 10;
  return uuidv7(at, pool.subarray(used - 10, used));
}

// One call for random bytes per id costs more than the id.
let pool = Buffer.alloc(0);
let used = 0;
