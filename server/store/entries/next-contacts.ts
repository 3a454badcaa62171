import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { Place } from './cursor.ts';
import { cursorText, readCursor } from './cursor.ts';
import { holdLanes } from './lane-locks.ts';

/** The next stretch of a pass over all contacts: their lanes are held until the transaction ends. */
export interface Stretch {
  contacts: Place[];
  /** Where the pass has come to; null when there was nobody left. */
  cursor: string | null;
}

export async function nextContacts(tx: Sql, cursor: string | null, limit: number): Promise<Stretch> {
  const from = readCursor(cursor) ?? { lane: -1, id: '00000000-0000-0000-0000-000000000000' };
  const contacts = await tx<Place[]>`
    select lane, id from contacts where (lane, id) > (${from.lane}::smallint, ${from.id}::uuid)
    order by lane, id limit ${limit}`;
  const last = contacts.at(-1);
  await holdLanes(
    tx,
    contacts.map(({ lane }) => lane),
  );
  return { contacts: [...contacts], cursor: last ? cursorText(last) : null };
}

/**
 * The newest note that waits about each of these contacts, by contact. A change and its note are committed together: ask
 * after the facts are loaded, and whatever change is in them has its note in here (or among those taken).
 */
export async function waitingNotes(tx: Sql, contacts: readonly Place[]): Promise<Map<string, number>> {
  if (contacts.length === 0) return new Map();
  const rows = await tx<{ id: string; newest: number }[]>`
    select n.contact_id as id, max(n.id)::float8 as newest
    from unnest(
      ${arrayLiteral(contacts.map((one) => one.lane))}::smallint[], ${arrayLiteral(contacts.map((one) => one.id))}::uuid[]
    ) as c(lane, id) join entry_notes n on n.lane = c.lane and n.contact_id = c.id
    group by n.contact_id`;
  return new Map(rows.map(({ id, newest }) => [id, newest]));
}
