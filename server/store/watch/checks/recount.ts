import type { Problem } from '#core/watch/alerts.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { openSubjects } from '../alerts.ts';
import { type Check, MINUTE } from '../check.ts';
import { lanesNow } from '../lanes.ts';

const ROWS = 400_000;

/**
 * Every counter against what it counts: enrollments entered and ended, each visit of every step, and what was erased
 * with deleted contacts. The dear one: a few lanes at a time.
 */
export const recountCheck: Check = {
  name: 'recount',
  codes: ['counts-differ'],
  every: 15 * MINUTE,
  async run({ sql, memory, thorough }) {
    const turn = await lanesNow(sql, { table: 'visits', rows: ROWS, memory, thorough });
    const known = (await openSubjects(sql, 'counts-differ')).filter((subject) => LANED.test(subject));
    const again = known.map((subject) => Number(LANED.exec(subject)![1]));
    const lanes = [...new Set([...turn.lanes, ...again])];
    const problems = await recount(sql, lanes);
    const looked = new Set(lanes);
    const subjects = known.filter((subject) => looked.has(Number(LANED.exec(subject)![1])));
    return { problems, memory: turn.memory, subjects: [...subjects, ...problems.map(({ subject }) => subject)] };
  },
};

const LANED = / lane:(\d+)$/;

async function recount(sql: Sql, lanes: readonly number[]): Promise<Problem[]> {
  const rows = await sql<
    { journeyId: string; lane: number; step: string; measure: string; counted: number; really: number }[]
  >`
    with stood as (
      select journey_id, lane, step, exit_reason, count(*) as n from enrollments
      where lane = any(${arrayLiteral(lanes)}::smallint[]) group by 1, 2, 3, 4
    ), went as (
      select journey_id, lane, step, outlet, count(*) as n from visits
      where lane = any(${arrayLiteral(lanes)}::smallint[]) and step <> ${TRIGGER} group by 1, 2, 3, 4
    ), things as (
      select journey_id, lane, ${TRIGGER} as step, 'entered' as measure, n from stood
      union all select journey_id, lane, ${TRIGGER}, 'passed:entered', n from stood where step <> ${TRIGGER}
      union all select journey_id, lane, step, 'entered', n from stood where exit_reason is null and step <> ${TRIGGER}
      union all select journey_id, lane, step, 'exited:' || exit_reason, n from stood where exit_reason is not null
      union all select journey_id, lane, step, 'entered', n from went
      union all select journey_id, lane, step, 'passed:' || outlet, n from went where outlet not like 'exit:%'
      union all select journey_id, lane, step, measure, n from erased_counts
        where lane = any(${arrayLiteral(lanes)}::smallint[])
    ), really as (select journey_id, lane, step, measure, sum(n) as n from things group by 1, 2, 3, 4),
    counted as (select * from step_counts where lane = any(${arrayLiteral(lanes)}::smallint[]))
    select coalesce(c.journey_id, r.journey_id) as "journeyId", coalesce(c.lane, r.lane) as lane,
      coalesce(c.step, r.step) as step, coalesce(c.measure, r.measure) as measure,
      coalesce(c.n, 0)::float8 as counted, coalesce(r.n, 0)::float8 as really
    from counted c full join really r
      on r.journey_id = c.journey_id and r.lane = c.lane and r.step = c.step and r.measure = c.measure
    where coalesce(c.n, 0) <> coalesce(r.n, 0)
    order by 1, 2, 3, 4 limit 500`;
  return rows.map(({ journeyId, lane, step, measure, counted, really }) => ({
    code: 'counts-differ',
    subject: `journey:${journeyId} step:${step} ${measure} lane:${lane}`,
    details: { measure, counted, really },
  }));
}
