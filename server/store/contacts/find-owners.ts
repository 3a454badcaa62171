import type { KeyKind } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { hexLiteral } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { type ContactValues, openValues } from './open.ts';
import type { Hashes } from './prepare-rows.ts';

/** An existing contact, opened and locked until the transaction ends. */
export interface Owner {
  id: string;
  lane: number;
  wrappedKey: Uint8Array;
  keyVersion: number;
  values: ContactValues;
}

/** `kind:hash` → ids of the contacts that have it; several only for addresses that are shared. */
export type OwnersByKey = Map<string, string[]>;

/**
 * Finds and locks every contact that has one of these keys. An address may be held by several contacts (families):
 * the first holds it as `email`, the next as `email:2`, and so on.
 */
export async function findOwners(
  tx: Sql,
  seal: Seal,
  wanted: readonly Hashes[],
): Promise<{ owners: Map<string, Owner>; byKey: OwnersByKey }> {
  const kinds: string[] = [];
  const hashes: string[] = [];
  const ask = (kind: string, hash: string | undefined) => {
    if (hash === undefined) return;
    kinds.push(kind);
    hashes.push(hash);
  };
  for (const one of wanted) {
    ask('email', one.email);
    ask('email:2', one.email);
    ask('external_id', one.external_id);
    ask('mrn', one.mrn);
  }
  const found = await tx<{ kind: string; hash: string; lane: number; id: string }[]>`
    select distinct k.kind, encode(k.hash, 'hex') as hash, k.lane, k.contact_id as id
    from unnest(${arrayLiteral(kinds)}::text[], ${hexLiteral(hashes)}::bytea[]) as w (kind, hash)
    join contact_keys k on k.kind = w.kind and k.hash = w.hash`;
  const byKey: OwnersByKey = new Map();
  for (const one of found) {
    const key = keyOf(one.kind.replace(/:\d$/, '') as KeyKind, one.hash);
    byKey.set(key, [...(byKey.get(key) ?? []), one.id]);
  }
  return { owners: await lockContacts(tx, seal, found), byKey };
}

/**
 * Locks contacts in one order everywhere, so that two writers cannot wait for each other, and opens them. Others may
 * go on writing rows that only refer to them (visits, members, messages).
 */
export async function lockContacts(
  tx: Sql,
  seal: Seal,
  refs: readonly { lane: number; id: string }[],
): Promise<Map<string, Owner>> {
  const owners = new Map<string, Owner>();
  if (refs.length === 0) return owners;
  const rows = await tx<{ id: string; lane: number; sealed: Uint8Array; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select c.id, c.lane, c.sealed, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from contacts c
    where (c.lane, c.id) in (select * from unnest(${arrayLiteral(refs.map((r) => r.lane))}::smallint[], ${arrayLiteral(refs.map((r) => r.id))}::uuid[]))
    order by c.lane, c.id for no key update`;
  for (const { sealed, ...row } of rows) owners.set(row.id, { ...row, values: openValues(seal, { ...row, sealed }) });
  return owners;
}

export function keyOf(kind: KeyKind, hash: string): string {
  return `${kind}:${hash}`;
}
