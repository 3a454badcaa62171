import type { InboundProblem } from '#core/inbound/addressed.ts';
import type { Sql } from '#store/database.ts';

/** What came in, as far as someone has to know. Codes and counts only. */
export interface InboundFigures {
  /** Accepted and not read yet; `oldestMs` is how long the first has been waiting. */
  waiting: number;
  oldestMs: number;
  /** Read within the last day, by what it was. */
  read: { kind: string; n: number }[];
  /** Kept for staff. */
  kept: { problem: InboundProblem; n: number }[];
}

export async function inboundFigures(sql: Sql): Promise<InboundFigures> {
  const [[waiting], read, kept] = await Promise.all([
    sql<{ waiting: number; oldestMs: number }[]>`
      select count(*)::int as waiting,
        coalesce(date_part('epoch', stepwell_now() - min(received_at)) * 1000, 0)::float8 as "oldestMs"
      from inbound_mail where state = 'waiting'`,
    sql<InboundFigures['read']>`
      select coalesce(finding ->> 'kind', 'unreadable') as kind, count(*)::int as n from inbound_mail
      where read_at > stepwell_now() - interval '1 day' group by 1 order by 1`,
    sql<InboundFigures['kept']>`
      select problem, count(*)::int as n from inbound_mail where state = 'kept' group by 1 order by 1`,
  ]);
  return { ...waiting!, read: [...read], kept: [...kept] };
}
