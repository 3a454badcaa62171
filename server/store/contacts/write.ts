import { keyKinds } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytesLiteral, hexLiteral } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { attributesChanged } from '#store/events/attributes-changed.ts';
import { type ChangedBy, keepHistory } from './keep-history.ts';
import { sealValues } from './open.ts';
import type { Working } from './resolve.ts';

/**
 * Writes a batch of contacts and their keys in set statements, keeps what the changed ones were, and tells the walk.
 * Runs inside the caller's transaction.
 */
export async function writeContacts(tx: Sql, seal: Seal, contacts: readonly Working[], by?: ChangedBy): Promise<void> {
  const made = contacts.filter((one) => one.isNew);
  const kept = contacts.filter((one) => !one.isNew && one.changed.size > 0);
  if (made.length > 0)
    await tx`
      insert into contacts (lane, id, sealed, wrapped_key, key_version, created_at, updated_at)
      select *, stepwell_now(), stepwell_now() from unnest(
        ${arrayLiteral(made.map((c) => c.lane))}::smallint[], ${arrayLiteral(made.map((c) => c.id))}::uuid[],
        ${bytesLiteral(made.map((c) => sealValues(seal, c.key, c.values)))}::bytea[],
        ${bytesLiteral(
          made.map((c) => c.key.wrappedKey),
        )}::bytea[], ${arrayLiteral(made.map((c) => c.key.keyVersion))}::int[])`;
  await keepHistory(tx, seal, kept, by);
  if (kept.length > 0)
    await tx`
      update contacts c set sealed = n.sealed, revision = c.revision + 1, updated_at = stepwell_now()
      from unnest(${arrayLiteral(kept.map((c) => c.lane))}::smallint[], ${arrayLiteral(kept.map((c) => c.id))}::uuid[],
        ${bytesLiteral(kept.map((c) => sealValues(seal, c.key, c.values)))}::bytea[]) as n (lane, id, sealed)
      where c.lane = n.lane and c.id = n.id`;
  await writeKeys(tx, [...made, ...kept]);
  await attributesChanged(
    tx,
    kept.map((c) => ({ lane: c.lane, contactId: c.id, keys: [...c.changed] })),
  );
}

interface KeyRow {
  kind: string;
  hash: string;
  lane: number;
  id: string;
  /** Whether others may hold it as well, under the next place. */
  shared: boolean;
}

async function writeKeys(tx: Sql, contacts: readonly Working[]): Promise<void> {
  const lost: KeyRow[] = [];
  const won: KeyRow[] = [];
  for (const { before, after, lane, id, sharesAddress } of contacts) {
    for (const kind of keyKinds) {
      if (before[kind] === after[kind]) continue;
      const shared = kind === 'phone' || (kind === 'email' && sharesAddress);
      if (before[kind]) lost.push({ kind, hash: before[kind], lane, id, shared });
      if (after[kind]) won.push({ kind, hash: after[kind], lane, id, shared });
    }
  }
  if (lost.length > 0)
    await tx`
      delete from contact_keys k using unnest(${arrayLiteral(lost.map((k) => k.lane))}::smallint[], ${arrayLiteral(lost.map((k) => k.id))}::uuid[],
        ${hexLiteral(lost.map((k) => k.hash))}::bytea[]) as o (lane, id, hash)
      where k.lane = o.lane and k.contact_id = o.id and k.hash = o.hash`;
  // An external id, a record number or an address nobody was seen to have belongs to one contact: when another writer
  // was quicker, this raises and the whole batch is tried again, or the same person would become two contacts.
  await insertKeys(
    tx,
    won.filter((k) => !k.shared),
    false,
  );
  // Phone numbers, and addresses known to be shared: whoever finds the first place taken gets the next.
  let left = won.filter((k) => k.shared);
  for (let place = 1; place <= 9 && left.length > 0; place++) {
    const taken = await insertKeys(
      tx,
      left.map((k) => (place === 1 ? k : { ...k, kind: `${k.kind}:${place}` })),
      true,
    );
    left = left.filter((k) => !taken.has(`${k.hash}:${k.id}`));
  }
}

/** Inserts in one order everywhere, so that two writers cannot deadlock. Returns which went in. */
async function insertKeys(tx: Sql, keys: readonly KeyRow[], skipTaken: boolean): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx<{ hash: string; id: string }[]>`
    insert into contact_keys (kind, hash, lane, contact_id)
    select * from unnest(${arrayLiteral(keys.map((k) => k.kind))}::text[], ${hexLiteral(keys.map((k) => k.hash))}::bytea[],
      ${arrayLiteral(keys.map((k) => k.lane))}::smallint[], ${arrayLiteral(keys.map((k) => k.id))}::uuid[]) as k (kind, hash, lane, id)
    order by kind, hash ${skipTaken ? tx`on conflict do nothing` : tx``}
    returning encode(hash, 'hex') as hash, contact_id as id`;
  return new Set(rows.map((row) => `${row.hash}:${row.id}`));
}
