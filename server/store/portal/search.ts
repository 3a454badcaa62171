import type { PhiClass } from '#core/phi.ts';
import type { Sql } from '#store/database.ts';

export const portalStates = ['unread', 'read', 'expired', 'recalled'] as const;
export type PortalState = (typeof portalStates)[number];

/** A message in the portal as staff and the API see it: states and times, never content. Times are epoch milliseconds. */
export interface PortalMessageRow {
  id: string;
  lane: number;
  contactId: string;
  messageId: string;
  /** What staff answered to a reply, rather than a message of the outbox. */
  answer: boolean;
  phi: PhiClass;
  /** Whether a code mailed to the mailbox lets the recipient in. */
  mailboxTrusted: boolean;
  state: PortalState;
  createdAt: number;
  expiresAt: number;
  /** The first time a person who proved who they are opened it. */
  readAt: number | null;
  recalledAt: number | null;
  /** Of an answer: when its notice was mailed. */
  noticedAt: number | null;
  /** SHA-256 of what was put there, hexadecimal. */
  sha256: string;
}

/** Messages in the portal, newest first, a page at a time. */
export async function searchPortalMessages(
  sql: Sql,
  search: {
    contactId?: string | undefined;
    messageId?: string | undefined;
    state?: PortalState | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: PortalMessageRow[]; next: string | null }> {
  const { contactId, messageId, state, after, limit } = search;
  const rows = await sql<PortalMessageRow[]>`
    select ${columns(sql)} from portal_messages p
    where ${contactId ? sql`p.contact_id = ${contactId}` : sql`true`}
      and ${messageId ? sql`p.message_id = ${messageId}` : sql`true`}
      and ${state ? sql`${stateOf(sql)} = ${state}` : sql`true`}
      and ${after ? sql`p.id < ${after}` : sql`true`}
    order by p.id desc limit ${limit}`;
  return { rows: [...rows], next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** One message in the portal; null when there is none. */
export async function findPortalMessageRow(sql: Sql, id: string): Promise<PortalMessageRow | null> {
  const [row] = await sql<PortalMessageRow[]>`select ${columns(sql)} from portal_messages p where p.id = ${id}`;
  return row ?? null;
}

function stateOf(sql: Sql) {
  return sql`case when p.recalled_at is not null then 'recalled'
    when p.expires_at <= stepwell_now() or length(p.sealed) = 0 then 'expired'
    when p.read_at is not null then 'read' else 'unread' end`;
}

function columns(sql: Sql) {
  const ms = (column: string) => sql`round(date_part('epoch', p.${sql(column)}) * 1000)::float8`;
  return sql`p.id, p.lane, p.contact_id as "contactId", p.message_id as "messageId", p.reply_id is not null as answer, p.phi,
    p.mailbox_trusted as "mailboxTrusted", ${stateOf(sql)} as state, ${ms('created_at')} as "createdAt",
    ${ms('expires_at')} as "expiresAt", ${ms('read_at')} as "readAt", ${ms('recalled_at')} as "recalledAt",
    ${ms('noticed_at')} as "noticedAt", encode(p.sha256, 'hex') as sha256`;
}
