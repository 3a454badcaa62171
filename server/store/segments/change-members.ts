import type { Command } from '#core/steps/step.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { MoveSet } from '#store/enrollments/paths.ts';

/**
 * Adds moved contacts to the set segments their paths led through and takes them out of others, and notes it for whoever
 * waits for a filter (see note-changes.ts). Where a path does both to one segment, what it did last counts. A rule
 * segment and an unknown name change nobody; publishing has refused both.
 */
export async function changeSegmentMembers(sql: Sql, moves: MoveSet, now: number): Promise<void> {
  const added: Through[] = [];
  const removed: Through[] = [];
  for (const [i, { after, commands }] of moves.paths.entries())
    for (const [segment, stays] of lastWord(commands))
      (stays ? added : removed).push({ path: i + 1, segment, journeyId: after.journeyId });
  if (removed.length > 0) await remove(sql, moves, removed, now);
  if (added.length > 0) await add(sql, moves, added, now);
}

interface Through {
  /** From 1, into the paths of the moves. */
  path: number;
  segment: string;
  journeyId: string;
}

/** Whether the contact is in each segment spoken of once all is done. */
function lastWord(commands: readonly Command[]): Map<string, boolean> {
  const word = new Map<string, boolean>();
  for (const command of commands) {
    if (command.kind === 'add-to-segment') word.set(command.segment, true);
    if (command.kind === 'remove-from-segment') word.set(command.segment, false);
  }
  return word;
}

/** `m` joined with `p`: each moved contact with each segment its path speaks of. */
function throughSegments(sql: Sql, moves: MoveSet, through: readonly Through[]) {
  return sql`
    unnest(${moves.lane}::smallint[], ${moves.contactId}::uuid[], ${moves.path}::int[]) as m(lane, contact_id, path)
    join unnest(
      ${arrayLiteral(through.map((one) => one.path))}::int[], ${arrayLiteral(through.map((one) => one.segment))}::text[],
      ${arrayLiteral(through.map((one) => one.journeyId))}::uuid[]
    ) as p(path, segment, journey_id) on p.path = m.path
    join segments s on s.name = p.segment and s.filter is null`;
}

/** Ends a statement whose `changed` says who changed: those waiting are told. */
function noted(sql: Sql, now: number) {
  return sql`
    noted as (
      insert into wakes (lane, contact_id, keys, at)
      select lane, contact_id, '{filter}', to_timestamp(${now}::float8 / 1000) from changed
      where exists (select 1 from journey_versions where awaits_changes)
      returning 1
    )
    select pg_notify('stepwell_due', '') where exists (select 1 from noted)`;
}

async function add(sql: Sql, moves: MoveSet, through: readonly Through[], now: number): Promise<void> {
  await sql`
    with changed as (
      insert into segment_members (lane, contact_id, segment_id, journey_id, added_at)
      select m.lane, m.contact_id, s.id, p.journey_id, to_timestamp(${now}::float8 / 1000)
      from ${throughSegments(sql, moves, through)}
      order by m.lane, m.contact_id, s.id
      on conflict do nothing
      returning lane, contact_id
    ), ${noted(sql, now)}`;
}

async function remove(sql: Sql, moves: MoveSet, through: readonly Through[], now: number): Promise<void> {
  // Locked in the order in which they are added, so that two batches cannot wait for each other.
  await sql`
    with gone as (
      select sm.lane, sm.contact_id, sm.segment_id
      from ${throughSegments(sql, moves, through)}
      join segment_members sm on sm.lane = m.lane and sm.contact_id = m.contact_id and sm.segment_id = s.id
      order by sm.lane, sm.contact_id, sm.segment_id for update of sm
    ), changed as (
      delete from segment_members sm using gone g
      where sm.lane = g.lane and sm.contact_id = g.contact_id and sm.segment_id = g.segment_id
      returning sm.lane, sm.contact_id
    ), ${noted(sql, now)}`;
}
