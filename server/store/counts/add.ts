import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** Adds one, for one contact, or `n` for as many. */
export interface LaneCount {
  journeyId: string;
  lane: number;
  step: string;
  /** `entered`, `passed:OUTLET` or `exited:REASON`. */
  measure: string;
}

/** Adds to the counters, per journey, lane and step, and tells whoever watches those journeys. */
export async function addCounts(sql: Sql, counts: readonly (LaneCount & { n?: number })[]): Promise<void> {
  const sums = new Map<string, LaneCount & { n: number }>();
  for (const one of counts) {
    const key = `${one.journeyId} ${one.lane} ${one.step} ${one.measure}`;
    const sum = sums.get(key);
    if (sum) sum.n += one.n ?? 1;
    else sums.set(key, { ...one, n: one.n ?? 1 });
  }
  const rows = [...sums.values()];
  if (rows.length === 0) return;
  const column = (of: (row: (typeof rows)[number]) => string | number) => arrayLiteral(rows.map(of));
  // In the order of the key, so that two ticks that add to the same counters wait for each other, not deadlock.
  await sql`
    insert into step_counts (journey_id, lane, step, measure, n)
    select * from unnest(
      ${column((row) => row.journeyId)}::uuid[], ${column((row) => row.lane)}::smallint[],
      ${column((row) => row.step)}::text[], ${column((row) => row.measure)}::text[], ${column((row) => row.n)}::bigint[]
    ) as u(journey_id, lane, step, measure, n)
    order by 1, 2, 3, 4
    on conflict (journey_id, lane, step, measure) do update set n = step_counts.n + excluded.n`;
  await sql`select pg_notify('stepwell_counts', id) from unnest(${arrayLiteral([...new Set(rows.map((row) => row.journeyId))])}::text[]) as u(id)`;
}
