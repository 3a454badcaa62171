import type { Method } from '#core/delivery/facts.ts';
import type { MessageState } from '#db/schema/messages.ts';
import type { Sql } from '#store/database.ts';

/** A message in a list: no patient data but whom it is for, by id. Times are epoch milliseconds. */
export interface MessageRow {
  id: string;
  lane: number;
  contactId: string;
  journeyId: string;
  journey: string | null;
  step: string;
  template: string;
  purpose: string;
  state: MessageState;
  method: Method | 'none' | null;
  reason: string | null;
  phi: string | null;
  attempts: number;
  priority: number;
  queuedAt: number;
  /** When it is due next, while it waits. */
  dueAt: number;
  finishedAt: number | null;
  /** The message this is the one resend of. */
  resendOf: string | null;
  /** It was in doubt and sent once more. */
  doubtResent: boolean;
  /** The case of this message, or of the one it is the resend of. */
  caseId: string | null;
}

export interface MessageSearch {
  journeyId?: string | undefined;
  step?: string | undefined;
  contactId?: string | undefined;
  states?: readonly MessageState[] | undefined;
  method?: Method | 'none' | undefined;
  /** The last message of the page before. */
  after?: string | undefined;
  limit: number;
}

/** Messages, newest first, a page at a time. */
export async function searchMessages(
  sql: Sql,
  search: MessageSearch,
): Promise<{ rows: MessageRow[]; next: string | null }> {
  const { journeyId, step, contactId, states, method, after, limit } = search;
  const rows = await sql<MessageRow[]>`
    select ${columns(sql)} from messages m left join journeys j on j.id = m.journey_id
    where ${journeyId ? sql`m.journey_id = ${journeyId}` : sql`true`}
      and ${step ? sql`m.step = ${step}` : sql`true`}
      and ${contactId ? sql`m.contact_id = ${contactId}` : sql`true`}
      and ${states ? sql`m.state = any(${[...states]}::text[])` : sql`true`}
      and ${method ? sql`m.method = ${method}` : sql`true`}
      and ${after ? sql`(m.queued_at, m.id) < (select a.queued_at, a.id from messages a where a.id = ${after})` : sql`true`}
    order by m.queued_at desc, m.id desc limit ${limit}`;
  return { rows: [...rows], next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** One message; null when there is none. */
export async function findMessageRow(sql: Sql, id: string): Promise<MessageRow | null> {
  const [row] = await sql<MessageRow[]>`
    select ${columns(sql)} from messages m left join journeys j on j.id = m.journey_id where m.id = ${id}`;
  return row ?? null;
}

function columns(sql: Sql) {
  const ms = (column: string) => sql`round(date_part('epoch', m.${sql(column)}) * 1000)::float8`;
  return sql`m.id, m.lane, m.contact_id as "contactId", m.journey_id as "journeyId", j.name as journey, m.step,
    m.template, m.purpose, m.state, m.method, m.reason, m.phi, m.attempts, m.priority,
    ${ms('queued_at')} as "queuedAt", ${ms('due_at')} as "dueAt", ${ms('finished_at')} as "finishedAt",
    m.resend_of as "resendOf", m.doubt_resent as "doubtResent", (select c.id from cases c where c.lane = m.lane
      and c.contact_id = m.contact_id and (c.message_id = m.id or c.resend_id = m.id) limit 1) as "caseId"`;
}
