import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { type Building, NO_NAMES, type Who } from './building.ts';

interface Row {
  contactId: string;
  name: string;
}
type Found = ReadonlyMap<string, Building>;

export async function readLists(sql: Sql, who: Who, names: ReadonlySet<string>, found: Found): Promise<void> {
  const rows = await sql<Row[]>`
    select m.contact_id as "contactId", l.name from ${who}
    join list_members m on m.lane = w.lane and m.contact_id = w.id
    join lists l on l.id = m.list_id and l.name = any(${arrayLiteral([...names])}::text[])`;
  for (const row of rows) add(found, 'lists', row);
}

export async function readSegments(sql: Sql, who: Who, names: ReadonlySet<string>, found: Found): Promise<void> {
  const rows = await sql<Row[]>`
    select m.contact_id as "contactId", s.name from ${who}
    join segment_members m on m.lane = w.lane and m.contact_id = w.id
    join segments s on s.id = m.segment_id and s.name = any(${arrayLiteral([...names])}::text[])`;
  for (const row of rows) add(found, 'segments', row);
}

/** Journeys the contacts are or were in, by id and by name. */
export async function readJourneys(sql: Sql, who: Who, found: Found): Promise<void> {
  const rows = await sql<(Row & { id: string })[]>`
    select distinct e.contact_id as "contactId", j.id, j.name from ${who}
    join enrollments e on e.lane = w.lane and e.contact_id = w.id
    join journeys j on j.id = e.journey_id`;
  for (const { contactId, id, name } of rows) {
    add(found, 'journeys', { contactId, name });
    add(found, 'journeys', { contactId, name: id });
  }
}

function add(found: Found, kind: 'lists' | 'segments' | 'journeys', { contactId, name }: Row): void {
  const contact = found.get(contactId)!;
  if (contact[kind] === NO_NAMES) contact[kind] = new Set([name]);
  else contact[kind].add(name);
}
