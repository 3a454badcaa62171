import type { KeyFact } from '#core/delivery/facts.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { addressHash } from './address-hash.ts';

/** A contact's key, still sealed, with what the table needs to know of it. */
export interface StoredKey extends KeyFact {
  sealed: Uint8Array;
  /** Epoch milliseconds; null when it does not expire. */
  expiresAt: number | null;
  /** Keyed hash of the address it was checked for; null for one that is only invented, in a rehearsal. */
  address: Uint8Array | null;
}

/**
 * The keys of many contacts at once: those in use, and those that were and cannot be, which keep the recipient's mail
 * from going out unsealed. What expired since the last check is there, not usable.
 */
export async function loadKeys(
  sql: Sql,
  contacts: readonly { lane: number; id: string }[],
): Promise<Map<string, StoredKey[]>> {
  const rows = await sql<(Omit<StoredKey, 'usable'> & { contactId: string })[]>`
    select k.contact_id as "contactId", k.kind, k.fingerprint, k.source, k.sealed, k.address,
      round(date_part('epoch', k.expires_at) * 1000)::float8 as "expiresAt",
      coalesce(k.problem, case when k.expires_at <= stepwell_now() then 'expired' end) as problem
    from unnest(${arrayLiteral(contacts.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(contacts.map((one) => one.id))}::uuid[]) as w(lane, id)
    join recipient_keys k on k.lane = w.lane and k.contact_id = w.id
    where k.state in ('enrolled', 'discovered', 'unusable', 'expired', 'revoked')
    order by k.kind, k.fingerprint`;
  const found = new Map<string, StoredKey[]>();
  for (const { contactId, ...key } of rows) {
    found.set(contactId, [...(found.get(contactId) ?? []), { ...key, usable: key.problem === null }]);
  }
  return found;
}

/**
 * Keys as they stand for the address a message goes to now. One that was checked for another is another person's: it
 * stays, so that mail does not go unsealed instead, and cannot be used.
 */
export function keysFor(seal: Pick<Seal, 'mac'>, keys: readonly StoredKey[], email: unknown): StoredKey[] {
  if (keys.length === 0) return [];
  const now = Buffer.from(addressHash(seal, typeof email === 'string' ? email : ''));
  return keys.map((key) =>
    !key.usable || key.address === null || now.equals(Buffer.from(key.address))
      ? key
      : { ...key, usable: false, problem: 'other-address' },
  );
}
