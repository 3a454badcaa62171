import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { MoveSet } from '#store/enrollments/paths.ts';

/**
 * Adds moved contacts to the set segments their paths led through, and notes it for whoever waits for a filter to
 * become true (see note-changes.ts). A rule segment and an unknown name take nobody in; publishing has refused both.
 */
export async function addSegmentMembers(sql: Sql, moves: MoveSet, now: number): Promise<void> {
  const through = moves.paths.flatMap(({ after, commands }, i) => {
    const names = commands.flatMap((command) => (command.kind === 'add-to-segment' ? [command.segment] : []));
    return [...new Set(names)].map((segment) => ({ path: i + 1, segment, journeyId: after.journeyId }));
  });
  if (through.length === 0) return;
  await sql`
    with added as (
      insert into segment_members (lane, contact_id, segment_id, journey_id, added_at)
      select m.lane, m.contact_id, s.id, p.journey_id, to_timestamp(${now}::float8 / 1000)
      from unnest(${moves.lane}::smallint[], ${moves.contactId}::uuid[], ${moves.path}::int[]) as m(lane, contact_id, path)
      join unnest(
        ${arrayLiteral(through.map((one) => one.path))}::int[],
        ${arrayLiteral(through.map((one) => one.segment))}::text[],
        ${arrayLiteral(through.map((one) => one.journeyId))}::uuid[]
      ) as p(path, segment, journey_id) on p.path = m.path
      join segments s on s.name = p.segment and s.filter is null
      order by m.lane, m.contact_id, s.id
      on conflict do nothing
      returning lane, contact_id
    ), noted as (
      insert into wakes (lane, contact_id, keys, at)
      select lane, contact_id, '{filter}', to_timestamp(${now}::float8 / 1000) from added
      where exists (select 1 from journey_versions where awaits_changes)
      returning 1
    )
    select pg_notify('stepwell_due', '') where exists (select 1 from noted)`;
}
