import type { KeyFact } from '#core/delivery/facts.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** A contact's key, still sealed, with what the table needs to know of it. */
export interface StoredKey extends KeyFact {
  sealed: Uint8Array;
  /** Epoch milliseconds; null when it does not expire. */
  expiresAt: number | null;
}

/** The keys of many contacts at once. What expired since it was enrolled is there, not usable. */
export async function loadKeys(
  sql: Sql,
  contacts: readonly { lane: number; id: string }[],
): Promise<Map<string, StoredKey[]>> {
  const rows = await sql<(Omit<StoredKey, 'usable'> & { contactId: string })[]>`
    select k.contact_id as "contactId", k.kind, k.fingerprint, k.source, k.sealed,
      round(date_part('epoch', k.expires_at) * 1000)::float8 as "expiresAt",
      coalesce(k.problem, case when k.expires_at <= stepwell_now() then 'expired' end) as problem
    from unnest(${arrayLiteral(contacts.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(contacts.map((one) => one.id))}::uuid[]) as w(lane, id)
    join recipient_keys k on k.lane = w.lane and k.contact_id = w.id
    where k.problem is distinct from 'replaced' and k.problem is distinct from 'unconfirmed'
    order by k.kind, k.fingerprint`;
  const found = new Map<string, StoredKey[]>();
  for (const { contactId, ...key } of rows) {
    found.set(contactId, [...(found.get(contactId) ?? []), { ...key, usable: key.problem === null }]);
  }
  return found;
}
