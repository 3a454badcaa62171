import { Failure } from '#core/failure.ts';
import type { Sql } from '#store/database.ts';
import type { CheckedKey } from './checked.ts';
import type { KeyOwner } from './hold.ts';

/** Rows a contact's keys may take, what is over included. */
export const MAX_KEYS = 20;

/**
 * Before a key is taken: other uploads that were never proven give way, and of what is long over the oldest.
 * @throws Failure RATE_LIMITED when all that is left is needed: whoever uploads on and on is stopped.
 */
export async function makeRoom(sql: Sql, owner: KeyOwner, key: CheckedKey): Promise<void> {
  await sql`
    delete from recipient_keys where lane = ${owner.lane} and contact_id = ${owner.id} and state = 'pending'
      and kind = ${key.kind} and fingerprint <> ${key.fingerprint}`;
  // What staff refused, and what its owner revoked or removed, is remembered, so that it does not come again.
  await sql`
    delete from recipient_keys where (lane, contact_id, id) in (
      select lane, contact_id, id from recipient_keys
      where lane = ${owner.lane} and contact_id = ${owner.id} and state = 'superseded'
        and problem in ('replaced', 'cancelled')
      order by found_at desc offset ${MAX_KEYS / 2})`;
  const [left] = await sql<{ n: number }[]>`
    select count(*)::int as n from recipient_keys
    where lane = ${owner.lane} and contact_id = ${owner.id} and fingerprint <> ${key.fingerprint}`;
  if ((left?.n ?? 0) < MAX_KEYS) return;
  throw new Failure('RATE_LIMITED', { keys: MAX_KEYS }, 'Too many keys were tried for this contact. Ask our staff.');
}
