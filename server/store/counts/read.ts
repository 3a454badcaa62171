import type { Sql } from '#store/database.ts';

/** What happened at one step so far. Entered = here + passed + exited, always. */
export interface StepCounts {
  entered: number;
  here: number;
  /** By outlet. */
  passed: Record<string, number>;
  /** By exit reason. */
  exited: Record<string, number>;
}

/** A journey's counts by step id; its entry is `trigger`. Steps nobody came to are absent. */
export async function readCounts(sql: Sql, journeyId: string): Promise<Record<string, StepCounts>> {
  const rows = await sql<{ step: string; measure: string; n: number }[]>`
    select step, measure, sum(n)::float8 as n from step_counts where journey_id = ${journeyId}
    group by step, measure order by step, measure`;
  const counts: Record<string, StepCounts> = {};
  for (const { step, measure, n } of rows) {
    const at = (counts[step] ??= { entered: 0, here: 0, passed: {}, exited: {} });
    const split = measure.indexOf(':');
    const name = measure.slice(split + 1);
    if (split < 0) at.entered = n;
    else if (measure.startsWith('passed:')) at.passed[name] = n;
    else at.exited[name] = n;
  }
  for (const at of Object.values(counts)) at.here = at.entered - total(at.passed) - total(at.exited);
  return counts;
}

function total(by: Record<string, number>): number {
  let sum = 0;
  for (const n of Object.values(by)) sum += n;
  return sum;
}
