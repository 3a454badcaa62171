import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { noteChanges } from '#store/enrollments/note-changes.ts';

export interface NewMember {
  lane: number;
  contactId: string;
  /** Name of a set segment. */
  segment: string;
  /** The journey that adds it; null for a person. */
  journeyId: string | null;
}

/**
 * Adds contacts to set segments and notes it for whoever waits for a filter to become true. A rule segment and an
 * unknown name take nobody in; publishing has refused both.
 * @returns how many were new.
 */
export async function addSegmentMembers(sql: Sql, members: readonly NewMember[], now: number): Promise<number> {
  if (members.length === 0) return 0;
  const names = [...new Set(members.map((one) => one.segment))];
  const rows = await sql<{ lane: number; contactId: string }[]>`
    insert into segment_members (lane, contact_id, segment_id, journey_id, added_at)
    select u.lane, u.contact_id, s.id, u.journey_id, to_timestamp(${now}::float8 / 1000)
    from unnest(
      ${arrayLiteral(members.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(members.map((one) => one.contactId))}::uuid[],
      ${arrayLiteral(members.map((one) => names.indexOf(one.segment)))}::int[],
      ${arrayLiteral(members.map((one) => one.journeyId))}::uuid[]
    ) as u(lane, contact_id, segment, journey_id)
    join segments s on s.name = (${arrayLiteral(names)}::text[])[u.segment + 1] and s.filter is null
    order by u.lane, u.contact_id, s.id
    on conflict do nothing
    returning lane, contact_id as "contactId"`;
  await noteChanges(
    sql,
    rows.map((row) => ({ ...row, keys: ['filter'] })),
  );
  return rows.length;
}
