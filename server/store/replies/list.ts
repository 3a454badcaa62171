import type { ReplyProof, ReplySource, ReplyState } from '#db/schema/replies.ts';
import type { Sql } from '#store/database.ts';

/** A reply in a list: from whom by id only. Times are epoch milliseconds. */
export interface ReplyRow {
  id: string;
  lane: number;
  contactId: string;
  messageId: string;
  senderId: string | null;
  /** The sender identity whose inbox it lies in. */
  sender: string | null;
  source: ReplySource;
  proof: ReplyProof;
  state: ReplyState;
  assignee: string | null;
  /** Their name. */
  assigneeName: string | null;
  receivedAt: number;
  since: number;
  /** What it answers: the template and the journey it came from. */
  template: string | null;
  journey: string | null;
  journeyId: string | null;
  phi: string | null;
}

export const replyFilters = ['open', 'new', 'mine', 'done'] as const;
export type ReplyFilter = (typeof replyFilters)[number];

/** Replies a page at a time: open ones the longest waiting first, settled ones the last settled first. */
export async function listReplies(
  sql: Sql,
  search: {
    filter: ReplyFilter;
    me: string;
    senderId?: string | undefined;
    contactId?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: ReplyRow[]; next: string | null }> {
  const { filter, me, senderId, contactId, after, limit } = search;
  const done = filter === 'done';
  const where = {
    open: sql`r.state <> 'done'`,
    new: sql`r.state = 'new'`,
    mine: sql`r.state <> 'done' and r.assignee = ${me}`,
    done: sql`r.state = 'done'`,
  }[filter];
  const rows = await sql<ReplyRow[]>`
    select ${columns(sql)} ${from(sql)}
    where ${where} and ${senderId ? sql`r.sender_id = ${senderId}` : sql`true`}
      and ${contactId ? sql`r.contact_id = ${contactId}` : sql`true`}
      and ${after ? (done ? sql`r.id < ${after}` : sql`r.id > ${after}`) : sql`true`}
    order by ${done ? sql`r.id desc` : sql`r.id`} limit ${limit}`;
  return { rows: [...rows], next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** One reply; null when there is none. */
export async function findReply(sql: Sql, id: string): Promise<ReplyRow | null> {
  const [row] = await sql<ReplyRow[]>`select ${columns(sql)} ${from(sql)} where r.id = ${id}`;
  return row ?? null;
}

function from(sql: Sql) {
  return sql`from replies r
    left join messages m on m.lane = r.lane and m.contact_id = r.contact_id and m.id = r.message_id
    left join journeys j on j.id = m.journey_id left join senders s on s.id = r.sender_id
    left join users u on u.id = r.assignee`;
}

function columns(sql: Sql) {
  const ms = (column: string) => sql`round(date_part('epoch', r.${sql(column)}) * 1000)::float8`;
  return sql`r.id, r.lane, r.contact_id as "contactId", r.message_id as "messageId", r.sender_id as "senderId",
    s.name as sender, r.source, r.proof, r.state, r.assignee, u.name as "assigneeName", ${ms('received_at')} as "receivedAt",
    ${ms('since')} as since, m.template, j.name as journey, m.journey_id as "journeyId", m.phi`;
}
