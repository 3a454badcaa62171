import { type KeyKind, normalizeKey } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

/**
 * The contacts a key belongs to, through its keyed hash: none, one, or for an e-mail address several who share it
 * (their places are `email`, `email:2` …).
 */
export async function findContacts(
  sql: Sql,
  seal: Pick<Seal, 'lookup'>,
  kind: KeyKind,
  value: string,
): Promise<{ lane: number; id: string }[]> {
  const normal = normalizeKey(kind, value);
  if (normal === null) return [];
  return sql<{ lane: number; id: string }[]>`
    select distinct lane, contact_id as id from contact_keys
    where kind = any(${[kind, ...PLACES.map((n) => `${kind}:${n}`)]}::text[])
      and hash = ${Buffer.from(seal.lookup(kind, normal))}
    order by contact_id`;
}

const PLACES = [2, 3, 4, 5, 6, 7, 8, 9];
