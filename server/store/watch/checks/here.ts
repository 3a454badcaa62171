import type { Problem } from '#core/watch/alerts.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { openSubjects } from '../alerts.ts';
import { type Check, MINUTE } from '../check.ts';
import { lanesNow } from '../lanes.ts';

/** Index entries one run may read. */
const ROWS = 400_000;

interface Place {
  journeyId: string;
  step: string;
}

/**
 * "Here now" by the counters (entered less passed less exited) against who stands there, lane by lane from an index.
 * What differs in one lane is counted in all, in one statement, so that a walk in between changes nothing.
 */
export const hereCheck: Check = {
  name: 'here',
  codes: ['counts-differ'],
  every: MINUTE,
  async run({ sql, memory, thorough }) {
    const turn = await lanesNow(sql, { table: 'enrollments', rows: ROWS, memory, thorough });
    const suspects = new Map<string, Place>();
    for (const one of await differing(sql, turn.lanes)) suspects.set(subjectOf(one), one);
    for (const subject of await openSubjects(sql, 'counts-differ')) {
      const place = placeOf(subject);
      if (place) suspects.set(subject, place);
    }
    const problems = await recount(sql, [...suspects.values()]);
    return { problems, memory: turn.memory, subjects: [...suspects.keys()] };
  },
};

async function differing(sql: Sql, lanes: readonly number[]): Promise<Place[]> {
  return sql<Place[]>`
    with counted as (
      select journey_id, step, lane, sum(case when measure = 'entered' then n else -n end) as n
      from step_counts where lane = any(${arrayLiteral(lanes)}::smallint[]) group by 1, 2, 3
    )
    select distinct c.journey_id as "journeyId", c.step from counted c
    cross join lateral (
      select count(*) as n from enrollments e
      where e.journey_id = c.journey_id and e.step = c.step and e.lane = c.lane and e.state in ('active', 'waiting')
    ) really
    where c.n <> really.n`;
}

async function recount(sql: Sql, places: readonly Place[]): Promise<Problem[]> {
  if (places.length === 0) return [];
  const rows = await sql<(Place & { counted: number; really: number })[]>`
    select w.journey_id as "journeyId", w.step, counted.n::float8 as counted, really.n::float8 as really
    from unnest(${arrayLiteral(places.map((one) => one.journeyId))}::uuid[],
      ${arrayLiteral(places.map((one) => one.step))}::text[]) as w(journey_id, step)
    cross join lateral (
      select coalesce(sum(case when measure = 'entered' then n else -n end), 0) as n from step_counts c
      where c.journey_id = w.journey_id and c.step = w.step
    ) counted
    cross join lateral (
      select count(*) as n from enrollments e
      where e.journey_id = w.journey_id and e.step = w.step and e.state in ('active', 'waiting')
    ) really
    where counted.n <> really.n`;
  return rows.map(({ counted, really, ...place }) => ({
    code: 'counts-differ',
    subject: subjectOf(place),
    details: { measure: 'here', counted, really },
  }));
}

function subjectOf({ journeyId, step }: Place): string {
  return `journey:${journeyId} step:${step} here`;
}

function placeOf(subject: string): Place | null {
  const found = /^journey:(\S+) step:(\S+) here$/.exec(subject);
  return found ? { journeyId: found[1]!, step: found[2]! } : null;
}
