import type { DueJourney } from '#engine/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/**
 * The transaction's time and the journeys that have someone due, the first to drain first: by priority, then who has
 * waited longest; and when the next one falls due, where nobody has, or a held open or click is to be judged. A paused journey has nobody due; an ended one
 * still does until all its people are taken out. One look into the index for each running journey, however many
 * people wait in it.
 */
export async function dueJourneys(
  sql: Sql,
  lanes: readonly number[] | null,
): Promise<{ now: number; journeys: DueJourney[]; next: number | null }> {
  const rows = await sql<({ now: number; next: number | null } & { [K in keyof DueJourney]: DueJourney[K] | null })[]>`
    with clock as materialized (select stepwell_now() as now), first as materialized (
      select j.id, j.live_version as version, j.priority, j.state, e.due_at
      from journeys j cross join lateral (
        select e.due_at from enrollments e where e.journey_id = j.id and e.due_at is not null ${inLanes(sql, lanes)}
        order by e.due_at limit 1
      ) e
      where j.state in ('live', 'ended') and j.live_version is not null
    )
    select floor(extract(epoch from clock.now) * 1000)::float8 as now,
      (select ceil(extract(epoch from min(at)) * 1000)::float8 from (
        select due_at as at from first where due_at > (select now from clock)
        union all (select judge_at from events where judge_at > (select now from clock) order by judge_at limit 1)
      ) soon) as next,
      due.id, due.version, due.priority, due.state
    from clock left join first due on due.due_at <= (select now from clock)
    order by due.priority, due.due_at, due.id`;
  const journeys = rows.flatMap(({ id, version, priority, state }) =>
    id !== null && version !== null && priority !== null && state !== null ? [{ id, version, priority, state }] : [],
  );
  const { now, next } = rows[0]!;
  return { now, journeys, next };
}

/** Restricts a statement over `enrollments e` to some lanes; on a distributed database one lane is one shard. */
export function inLanes(sql: Sql, lanes: readonly number[] | null) {
  return lanes === null ? sql`` : sql`and e.lane = any(${arrayLiteral(lanes)}::smallint[])`;
}
