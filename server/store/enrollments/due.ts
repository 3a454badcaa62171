import type { DueJourney } from '#engine/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/**
 * The transaction's time and the journeys that have someone due, the first to drain first: by priority, then
 * who has waited longest. A paused journey has
 * nobody due; an ended one still does until all its people are taken out.
 */
export async function dueJourneys(
  sql: Sql,
  lanes: readonly number[] | null,
): Promise<{ now: number; journeys: DueJourney[] }> {
  const rows = await sql<({ now: number } & { [K in keyof DueJourney]: DueJourney[K] | null })[]>`
    select date_part('epoch', t.now) * 1000 as now, j.id, j.live_version as version, j.priority, j.state
    from (select stepwell_now() as now) t
    left join (journeys j cross join lateral (
      select e.due_at from enrollments e where e.journey_id = j.id and e.due_at <= (select stepwell_now()) ${inLanes(sql, lanes)}
      order by e.due_at limit 1
    ) due) on j.state in ('live', 'ended') and j.live_version is not null
    order by j.priority, due.due_at, j.id`;
  const journeys = rows.flatMap(({ id, version, priority, state }) =>
    id !== null && version !== null && priority !== null && state !== null ? [{ id, version, priority, state }] : [],
  );
  return { now: Math.floor(rows[0]!.now), journeys };
}

/** Restricts a statement over `enrollments e` to some lanes; on a distributed database one lane is one shard. */
export function inLanes(sql: Sql, lanes: readonly number[] | null) {
  return lanes === null ? sql`` : sql`and e.lane = any(${arrayLiteral(lanes)}::smallint[])`;
}
