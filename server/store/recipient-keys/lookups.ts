import { arrayLiteral } from '#store/array-literal.ts';
import { bytesLiteral } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';

export interface Lookup {
  lane: number;
  id: string;
  /** Keyed hash of the address: another address is another look-up. */
  address: Uint8Array;
}

/** Ids of those whose keys were looked for lately, for the address they have now. */
export async function freshLookups(sql: Sql, wanted: readonly Lookup[]): Promise<Set<string>> {
  if (wanted.length === 0) return new Set();
  const rows = await sql<{ id: string }[]>`
    select w.id from ${among(sql, wanted)}
    join key_lookups k on k.lane = w.lane and k.contact_id = w.id and k.address = w.address and k.next_at > stepwell_now()`;
  return new Set(rows.map((row) => row.id));
}

/** Keeps that these were looked for, and for how long that holds. One statement for all. */
export async function keepLookups(
  sql: Sql,
  done: readonly (Lookup & { found: number; holdsMinutes: number })[],
): Promise<void> {
  if (done.length === 0) return;
  await sql`
    insert into key_lookups (lane, contact_id, address, found, next_at)
    select w.lane, w.id, w.address, w.found, stepwell_now() + w.minutes * interval '1 minute'
    from unnest(${arrayLiteral(done.map((one) => one.lane))}::smallint[], ${arrayLiteral(done.map((one) => one.id))}::uuid[],
      ${bytesLiteral(done.map((one) => one.address))}::bytea[], ${arrayLiteral(done.map((one) => one.found))}::int[],
      ${arrayLiteral(done.map((one) => one.holdsMinutes))}::int[]) as w(lane, id, address, found, minutes)
    join contacts c on c.lane = w.lane and c.id = w.id
    on conflict (lane, contact_id) do update
      set address = excluded.address, found = excluded.found, next_at = excluded.next_at`;
}

/** Contacts with keys of which nobody has looked for a newer copy lately: that is where a revocation is seen. */
export async function dueLookups(sql: Sql, limit: number): Promise<{ lane: number; id: string }[]> {
  const rows = await sql<{ lane: number; id: string }[]>`
    select distinct k.lane, k.contact_id as id from recipient_keys k
    join key_lookups l on l.lane = k.lane and l.contact_id = k.contact_id and l.next_at <= stepwell_now()
    where k.state in ('enrolled', 'discovered') limit ${limit}`;
  return [...rows];
}

function among(sql: Sql, wanted: readonly Lookup[]) {
  return sql`unnest(${arrayLiteral(wanted.map((one) => one.lane))}::smallint[],
    ${arrayLiteral(wanted.map((one) => one.id))}::uuid[], ${bytesLiteral(wanted.map((one) => one.address))}::bytea[])
    as w(lane, id, address)`;
}
