import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

export interface Memberships {
  lists: { id: string; name: string }[];
  /** Set segments; a rule's members are worked out, not kept. */
  segments: { id: string; name: string }[];
}

/** The lists and set segments a contact is in. */
export async function membershipsOf(sql: Sql, contactId: string): Promise<Memberships> {
  const lane = laneOf(contactId);
  const lists = await sql<{ id: string; name: string }[]>`
    select l.id, l.name from list_members m join lists l on l.id = m.list_id
    where m.lane = ${lane} and m.contact_id = ${contactId} order by l.name`;
  const segments = await sql<{ id: string; name: string }[]>`
    select s.id, s.name from segment_members m join segments s on s.id = m.segment_id
    where m.lane = ${lane} and m.contact_id = ${contactId} order by s.name`;
  return { lists: [...lists], segments: [...segments] };
}
