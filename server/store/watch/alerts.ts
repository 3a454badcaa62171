import type { AlertCode, Problem } from '#core/watch/alerts.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

/** Raises alerts, or says of open ones that they are still so. @returns those that are new. */
export async function raiseAlerts(sql: Sql, problems: readonly Problem[]): Promise<Problem[]> {
  const unique = [...new Map(problems.map((one) => [`${one.code} ${one.subject}`, one])).values()];
  if (unique.length === 0) return [];
  const column = (of: (one: Problem) => string) => arrayLiteral(unique.map(of));
  const raised = await sql<{ code: string; subject: string; seen: number }[]>`
    insert into alerts (id, code, subject, details, first_seen, last_seen)
    select u.id, u.code, u.subject, u.details, stepwell_now(), stepwell_now()
    from unnest(${column(() => newId(Date.now()))}::uuid[], ${column(({ code }) => code)}::text[],
      ${column(({ subject }) => subject)}::text[], ${column(({ details }) => JSON.stringify(details))}::jsonb[]
    ) as u(id, code, subject, details)
    order by u.code, u.subject
    on conflict (code, subject) where resolved_at is null
      do update set last_seen = excluded.last_seen, details = excluded.details, seen = alerts.seen + 1
    returning code, subject, seen`;
  const fresh = new Set(raised.filter(({ seen }) => seen === 1).map(({ code, subject }) => `${code} ${subject}`));
  return unique.filter(({ code, subject }) => fresh.has(`${code} ${subject}`));
}

/** Subjects an open alert of this code is about. */
export async function openSubjects(sql: Sql, code: AlertCode): Promise<string[]> {
  const rows = await sql<{ subject: string }[]>`
    select subject from alerts where code = ${code} and resolved_at is null order by subject`;
  return rows.map((one) => one.subject);
}

/** Resolves open alerts of these codes, all but the ones still so. `subjects` limits it to what was looked at. */
export async function settleAlerts(
  sql: Sql,
  codes: readonly AlertCode[],
  still: readonly Pick<Problem, 'code' | 'subject'>[],
  subjects: readonly string[] | 'all' = 'all',
): Promise<void> {
  await sql`
    update alerts a set resolved_at = stepwell_now()
    where resolved_at is null and code = any(${arrayLiteral(codes)}::text[])
      ${subjects === 'all' ? sql`` : sql`and subject = any(${arrayLiteral(subjects)}::text[])`}
      and not exists (
        select 1 from unnest(${arrayLiteral(still.map(({ code }) => code))}::text[],
          ${arrayLiteral(still.map(({ subject }) => subject))}::text[]) as s(code, subject)
        where s.code = a.code and s.subject = a.subject)`;
}
