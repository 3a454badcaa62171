import { type AlertCode, isAlertCode } from '#core/watch/alerts.ts';
import type { Sql } from '#store/database.ts';

/** An alert with the names behind the ids it is about. Times are epoch milliseconds. */
export interface AlertRow {
  id: string;
  code: AlertCode;
  subject: string;
  details: Record<string, unknown>;
  journeyId: string | null;
  journey: string | null;
  step: string | null;
  stepName: string | null;
  firstSeen: number;
  lastSeen: number;
  seen: number;
  resolvedAt: number | null;
}

/** Open alerts first, the newest first; then those resolved of late. */
export async function listAlerts(sql: Sql, { resolved }: { resolved: number }): Promise<AlertRow[]> {
  const ms = (column: string) => sql`round(date_part('epoch', a.${sql(column)}) * 1000)::float8`;
  const rows = await sql<(Omit<AlertRow, 'code'> & { code: string })[]>`
    with wanted as (
      (select * from alerts where resolved_at is null order by last_seen desc limit 500)
      union all (select * from alerts where resolved_at is not null order by resolved_at desc limit ${resolved})
    ), about as (
      select a.*, substring(a.subject from '^journey:([0-9a-f-]{36})')::uuid as journey_id,
        substring(a.subject from ' step:([^ ]+)') as step
      from wanted a
    )
    select a.id, a.code, a.subject, a.details, a.journey_id as "journeyId", j.name as journey, a.step,
      (select s ->> 'name' from jsonb_array_elements(coalesce(v.graph, j.draft) -> 'steps') s where s ->> 'id' = a.step)
        as "stepName",
      ${ms('first_seen')} as "firstSeen", ${ms('last_seen')} as "lastSeen", a.seen, ${ms('resolved_at')} as "resolvedAt"
    from about a
    left join journeys j on j.id = a.journey_id
    left join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    order by a.resolved_at is not null, coalesce(a.resolved_at, a.first_seen) desc`;
  return rows.flatMap(({ code, ...row }) => (isAlertCode(code) ? [{ ...row, code }] : []));
}

/** How many alerts are open, by code. */
export async function countOpen(sql: Sql): Promise<Partial<Record<AlertCode, number>>> {
  const rows = await sql<{ code: string; n: number }[]>`
    select code, count(*)::int as n from alerts where resolved_at is null group by code`;
  return Object.fromEntries(rows.filter(({ code }) => isAlertCode(code)).map(({ code, n }) => [code, n]));
}
