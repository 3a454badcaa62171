import type { MessageState } from '#db/schema/messages.ts';
import type { Sql } from '#store/database.ts';

/** What an operator looks at: how much waits, how late, who works on it. No ids of people, no names. */
export interface Figures {
  /** Database time with a demo's offset, and without. Epoch milliseconds. */
  now: number;
  machine: number;
  /** Enrollments due and messages ready, by priority. `late` is how long the first has been, milliseconds. */
  backlog: { priority: number; people: number; peopleLate: number; messages: number; messagesLate: number }[];
  /** Counts stop here: `people` or `messages` at this number means as many or more. */
  most: number;
  messages: { state: MessageState; n: number; oldest: number | null }[];
  workers: {
    name: string;
    startedAt: number;
    seenMs: number;
    claimed: number;
    lagP50: number | null;
    lagP99: number | null;
    clockOffset: number;
  }[];
  jobs: { task: string; waiting: number; running: number; failed: number }[];
  /** When each check last ran, and how long it took. */
  checks: { check: string; agoMs: number; tookMs: number }[];
}

const MOST = 100_000;

export async function readFigures(sql: Sql): Promise<Figures> {
  const [[clock], backlog, messages, workers, jobs, checks] = await Promise.all([
    sql<{ now: number; machine: number }[]>`
      select date_part('epoch', stepwell_now()) * 1000 as now, date_part('epoch', clock_timestamp()) * 1000 as machine`,
    readBacklog(sql),
    readMessages(sql),
    sql<Figures['workers']>`
      select name, date_part('epoch', started_at)::float8 * 1000 as "startedAt",
        date_part('epoch', now() - seen_at)::float8 * 1000 as "seenMs", claimed, lag_p50 as "lagP50", lag_p99 as "lagP99",
        clock_offset as "clockOffset"
      from workers order by seen_at desc limit 100`,
    sql<Figures['jobs']>`
      select task_identifier as task, (count(*) filter (where locked_at is null and attempts < max_attempts))::int as waiting,
        (count(*) filter (where locked_at is not null))::int as running,
        (count(*) filter (where locked_at is null and attempts >= max_attempts))::int as failed
      from stepwell_jobs.jobs group by 1 order by 1`,
    sql<Figures['checks']>`
      select "check", date_part('epoch', now() - ran_at)::float8 * 1000 as "agoMs", took_ms as "tookMs"
      from watch_memory order by "check"`,
  ]);
  return { ...clock!, backlog, most: MOST, messages, workers: [...workers], jobs: [...jobs], checks: [...checks] };
}

/** From the indexes that the engine claims by. */
async function readBacklog(sql: Sql): Promise<Figures['backlog']> {
  const rows = await sql<Figures['backlog']>`
    select p.priority, coalesce(people.n, 0)::int as people, coalesce(people.late, 0)::float8 as "peopleLate",
      ready.n::int as messages, coalesce(ready.late, 0)::float8 as "messagesLate"
    from generate_series(1, 9) as p(priority)
    left join (
      select j.priority, sum(due.n) as n, max(due.late) as late from journeys j
      cross join lateral (
        select count(*) as n, date_part('epoch', stepwell_now() - min(due_at)) * 1000 as late from (
          select due_at from enrollments e where e.journey_id = j.id and e.due_at <= stepwell_now()
          order by e.due_at limit ${MOST}) x
      ) due
      where j.state = 'live' and j.live_version is not null group by 1
    ) people on people.priority = p.priority
    cross join lateral (
      select count(*) as n, date_part('epoch', stepwell_now() - min(due_at)) * 1000 as late from (
        select due_at from messages m where m.state in ('queued', 'deferred') and m.priority = p.priority
          and m.due_at <= stepwell_now() order by m.due_at limit ${MOST}) x
    ) ready
    order by 1`;
  return rows.filter(({ people, messages }) => people > 0 || messages > 0);
}

/** Those under way and those needing someone; the sent are many, and nobody waits for them. */
async function readMessages(sql: Sql): Promise<Figures['messages']> {
  return sql<Figures['messages']>`
    select state, count(*)::int as n, round(date_part('epoch', min(queued_at)) * 1000)::float8 as oldest from messages
    where state in ('held', 'in_doubt', 'failed') group by 1
    union all
    select state, count(*)::int, round(date_part('epoch', min(queued_at)) * 1000)::float8 from messages
    where state in ('queued', 'deferred') group by 1
    union all
    select state, count(*)::int, round(date_part('epoch', min(queued_at)) * 1000)::float8 from messages
    where state in ('claimed', 'sealed', 'dot') group by 1
    order by 1`;
}
