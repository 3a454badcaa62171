import type { Sql } from '#store/database.ts';

/** How a trigger of a live journey that happens by itself is doing. */
export interface WatchStatus {
  type: string;
  /** The name of the list, segment or form; the key of the attribute. */
  subject: string;
  /** Since when it lets people in, epoch milliseconds. */
  since: number;
  /** `learning`: who is in the segment already is being found out; `planning`: when the dates come is. */
  state: 'ready' | 'learning' | 'planning';
  /** While learning: contacts looked at, and how many there are. */
  examined: number;
  total: number;
  /** Why it lets nobody in: a failure code. */
  problem: string | null;
}

/** The triggers of a live journey that are watched for, in the order they were published. */
export async function watchStatus(sql: Sql, journeyId: string): Promise<WatchStatus[]> {
  const rows = await sql<WatchStatus[]>`
    select w.type, w.subject, date_part('epoch', w.armed_at) * 1000 as since,
      case when g.state = 'learning' then 'learning'
        when w.type = 'date-reached' and w.covered_until is null then 'planning' else 'ready' end as state,
      coalesce(g.examined, 0) as examined,
      case when g.state = 'learning' then (select count(*) from contacts)::int else 0 end as total,
      coalesce(w.problem, g.problem) as problem
    from entry_watches w
    left join segments s on w.type = 'segment-entered' and s.name = w.subject
    left join segment_watches g on g.segment_id = s.id
    where w.journey_id = ${journeyId} order by w.id`;
  return rows.map((row) => ({ ...row, since: Math.round(row.since) }));
}
