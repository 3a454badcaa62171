import type { Sql } from '#store/database.ts';
import { atomically } from '#store/atomically.ts';
import type { Entered } from './enter-code.ts';
import { openSession } from './session.ts';
import { countWrong, lockColumn, readLock } from './wrong.ts';

/**
 * Records that the second proof was given, right or wrong. Wrong ones count as wrong codes do, one by one.
 * @param right whether both answers were right; compared by the caller, in constant time
 */
export async function passSecond(
  sql: Sql,
  contact: { lane: number; id: string },
  right: boolean,
  session: { hash: Uint8Array; before: Uint8Array | null },
): Promise<Entered> {
  return atomically(sql, async (tx) => {
    await tx`insert into portal_access (lane, contact_id) values (${contact.lane}, ${contact.id}) on conflict do nothing`;
    const [row] = await tx<{ locked: string | null }[]>`
      select ${lockColumn(tx)} from portal_access a where lane = ${contact.lane} and contact_id = ${contact.id} for update`;
    const locked = readLock(row?.locked ?? null);
    if (locked !== null) return { kind: 'locked', until: locked, now: false };
    if (!right) {
      const until = await countWrong(tx, contact);
      return until === null ? { kind: 'wrong' } : { kind: 'locked', until, now: true };
    }
    await tx`update portal_access set wrong = 0 where lane = ${contact.lane} and contact_id = ${contact.id}`;
    await openSession(tx, contact, session, { second: true });
    return { kind: 'right' };
  });
}
