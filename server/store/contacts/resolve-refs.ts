import { type KeyKind, normalizeKey } from '#core/contact/normalize.ts';
import { laneOf } from '#core/lane.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** What another system calls a contact. */
export type GivenContact = { id: string } | { externalId: string } | { email: string };

/** Who is meant, with the key their data is sealed under; `unknown`; or `shared`: an address several contacts have. */
export type ResolvedContact = (ContactKey & { lane: number }) | 'unknown' | 'shared';

/** Finds many contacts at once, in the order given. */
export async function resolveContacts(
  sql: Sql,
  seal: Pick<Seal, 'lookup'>,
  given: readonly GivenContact[],
): Promise<ResolvedContact[]> {
  const owners = await ownersOf(sql, seal, given);
  const meant = given.map((one, index) => ('id' in one ? [one.id] : [...(owners.get(index) ?? [])]));
  const wanted = [...new Set(meant.flatMap((ids) => (ids.length === 1 ? ids : [])))];
  const rows = await sql<{ id: string; lane: number; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select c.id, c.lane, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from unnest(${arrayLiteral(wanted.map(laneOf))}::smallint[], ${arrayLiteral(wanted)}::uuid[]) as w (lane, id)
    join contacts c on c.lane = w.lane and c.id = w.id`;
  const found = new Map(rows.map((row) => [row.id, row]));
  return meant.map((ids) => {
    if (ids.length > 1) return 'shared';
    return found.get(ids[0] ?? '') ?? 'unknown';
  });
}

async function ownersOf(
  sql: Sql,
  seal: Pick<Seal, 'lookup'>,
  given: readonly GivenContact[],
): Promise<Map<number, Set<string>>> {
  const asked = given.flatMap((one, index) => {
    if ('id' in one) return [];
    const kind: KeyKind = 'email' in one ? 'email' : 'external_id';
    const normal = normalizeKey(kind, 'email' in one ? one.email : one.externalId);
    return normal === null ? [] : [{ index, kind, hash: Buffer.from(seal.lookup(kind, normal)).toString('hex') }];
  });
  const owners = new Map<number, Set<string>>();
  if (asked.length === 0) return owners;
  // An address that several contacts share has the places `email`, `email:2` … `email:9`.
  const rows = await sql<{ index: number; id: string }[]>`
    select w.index, k.contact_id as id
    from unnest(${arrayLiteral(asked.map((one) => one.index))}::int[], ${arrayLiteral(asked.map((one) => one.kind))}::text[],
      ${arrayLiteral(asked.map((one) => one.hash))}::text[]) as w (index, kind, hash)
    cross join generate_series(1, case w.kind when 'email' then 9 else 1 end) as place
    join contact_keys k on k.kind = w.kind || case place when 1 then '' else ':' || place end
      and k.hash = decode(w.hash, 'hex')`;
  for (const { index, id } of rows) owners.set(index, (owners.get(index) ?? new Set()).add(id));
  return owners;
}
