import { timingSafeEqual } from 'node:crypto';
import type { Sql } from '#store/database.ts';
import { atomically } from '#store/atomically.ts';

/** Wrong codes before the contact is locked out, and for how long. New codes do not reset the count. */
const WRONG = 5;
const LOCKED_MINUTES = 30;

/**
 * Tries a code. The row is locked meanwhile, so that guesses sent at once are counted one by one; a right code works
 * once and opens the session whose hash is given.
 */
export async function enterCode(
  sql: Sql,
  contact: { lane: number; id: string },
  tried: Uint8Array,
  sessionHash: Uint8Array,
  idleMinutes: number,
): Promise<'right' | 'wrong' | 'locked' | 'none'> {
  return atomically(sql, async (tx) => {
    const [row] = await tx<{ codeHash: Uint8Array | null; live: boolean; locked: boolean; wrong: number }[]>`
      select code_hash as "codeHash", coalesce(code_expires_at > stepwell_now(), false) as live,
        coalesce(locked_until > stepwell_now(), false) as locked,
        case when locked_until <= stepwell_now() then 0 else wrong end as wrong
      from portal_access where lane = ${contact.lane} and contact_id = ${contact.id} for update`;
    if (row?.locked) return 'locked';
    if (!row?.codeHash || !row.live) return 'none';
    if (row.codeHash.length === tried.length && timingSafeEqual(row.codeHash, tried)) {
      await tx`
        update portal_access set code_hash = null, code_expires_at = null, wrong = 0, locked_until = null,
          session_hash = ${sessionHash}, session_started_at = stepwell_now(),
          session_expires_at = stepwell_now() + ${idleMinutes} * interval '1 minute'
        where lane = ${contact.lane} and contact_id = ${contact.id}`;
      return 'right';
    }
    const lock = row.wrong + 1 >= WRONG;
    await tx`
      update portal_access set wrong = ${row.wrong + 1},
        locked_until = case when ${lock} then stepwell_now() + ${LOCKED_MINUTES} * interval '1 minute' end,
        code_hash = case when ${lock} then null else code_hash end
      where lane = ${contact.lane} and contact_id = ${contact.id}`;
    return lock ? 'locked' : 'wrong';
  });
}
