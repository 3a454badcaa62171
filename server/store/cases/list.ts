import type { CaseCause } from '#core/cases/causes.ts';
import type { CaseOutcome, CaseState } from '#core/cases/machine.ts';
import type { Method } from '#core/delivery/facts.ts';
import type { Sql } from '#store/database.ts';

/** A case in a list: whom it is about by id only. Times are epoch milliseconds. */
export interface CaseRow {
  id: string;
  lane: number;
  contactId: string;
  journeyId: string;
  journey: string | null;
  step: string;
  template: string;
  method: Method | 'none' | null;
  phi: string | null;
  cause: CaseCause;
  code: string | null;
  state: CaseState;
  since: number;
  openedAt: number;
  dueAt: number;
  overdue: boolean;
  queue: string | null;
  assignee: string | null;
  /** Their name. */
  assigneeName: string | null;
  messageId: string;
  resendId: string | null;
  resendState: string | null;
  outcome: CaseOutcome | null;
  closedAt: number | null;
}

export const caseFilters = ['open', 'mine', 'overdue', 'unassigned', 'closed'] as const;
export type CaseFilter = (typeof caseFilters)[number];

/** Cases a page at a time: open ones the longest waiting first, closed ones the last closed first. */
export async function listCases(
  sql: Sql,
  search: {
    filter: CaseFilter;
    me?: string | undefined;
    contactId?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: CaseRow[]; next: string | null }> {
  const { filter, me = '', contactId, after, limit } = search;
  const closed = filter === 'closed';
  const where = {
    open: sql`true`,
    mine: sql`c.assignee = ${me}`,
    overdue: sql`c.due_at < stepwell_now()`,
    unassigned: sql`c.assignee is null`,
    closed: sql`true`,
  }[filter];
  const rows = await sql<CaseRow[]>`
    select ${columns(sql)} ${from(sql)}
    where ${closed ? sql`c.state = 'closed'` : sql`c.state <> 'closed'`} and ${where}
      and ${contactId ? sql`c.contact_id = ${contactId}` : sql`true`}
      and ${after ? (closed ? sql`c.id < ${after}` : sql`c.id > ${after}`) : sql`true`}
    order by ${closed ? sql`c.id desc` : sql`c.id`} limit ${limit}`;
  return { rows: [...rows], next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** One case; null when there is none. */
export async function findCase(sql: Sql, id: string): Promise<(CaseRow & { note: string | null }) | null> {
  const [row] = await sql<(CaseRow & { note: string | null })[]>`
    select ${columns(sql)}, c.note ${from(sql)} where c.id = ${id}`;
  return row ?? null;
}

function from(sql: Sql) {
  return sql`from cases c
    left join messages m on m.lane = c.lane and m.contact_id = c.contact_id and m.id = c.message_id
    left join messages r on r.lane = c.lane and r.contact_id = c.contact_id and r.id = c.resend_id
    left join journeys j on j.id = c.journey_id left join users u on u.id = c.assignee`;
}

function columns(sql: Sql) {
  const ms = (column: string) => sql`round(date_part('epoch', c.${sql(column)}) * 1000)::float8`;
  return sql`c.id, c.lane, c.contact_id as "contactId", c.journey_id as "journeyId", j.name as journey, c.step,
    coalesce(m.template, '') as template, m.method, m.phi, c.cause, c.code, c.state, ${ms('since')} as since,
    ${ms('opened_at')} as "openedAt", ${ms('due_at')} as "dueAt",
    c.state <> 'closed' and c.due_at < stepwell_now() as overdue, c.queue, c.assignee, u.name as "assigneeName",
    c.message_id as "messageId", c.resend_id as "resendId", r.state as "resendState", c.outcome,
    ${ms('closed_at')} as "closedAt"`;
}
