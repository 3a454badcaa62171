import type { Counted } from '#core/delivery/forecast.ts';
import type { Sql } from '#store/database.ts';

/** What became of a journey's emails queued since then, by step: counts. Resends are not counted: a first one is theirs. */
export async function messageOutcomes(sql: Sql, journeyId: string, since: number): Promise<Counted[]> {
  return sql<Counted[]>`
    select step, coalesce(method, 'none') as method, state, coalesce(reason, '') as reason, count(*)::int as n
    from messages where journey_id = ${journeyId} and queued_at >= to_timestamp(${since / 1000}) and resend_of is null
    group by 1, 2, 3, 4`;
}
