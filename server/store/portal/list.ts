import type { PhiClass } from '#core/phi.ts';
import type { Sql } from '#store/database.ts';

/** A portal message as far as it can be told without opening it. Times are epoch milliseconds. */
export interface PortalRow {
  id: string;
  messageId: string;
  /** Of an answer by staff: the reply it answers. */
  replyId: string | null;
  phi: PhiClass;
  mailboxTrusted: boolean;
  createdAt: number;
  expiresAt: number;
  readAt: number | null;
  state: 'readable' | 'expired' | 'recalled';
  /** Files attached to it. */
  files: number;
  sealed: Uint8Array;
}

/** A contact's portal messages, newest first. */
export async function listPortalMessages(sql: Sql, contact: { lane: number; id: string }): Promise<PortalRow[]> {
  return sql<PortalRow[]>`
    select ${columns(sql)} from portal_messages p
    where lane = ${contact.lane} and contact_id = ${contact.id}
    order by created_at desc, id desc limit 100`;
}

/** One of the contact's portal messages; null when there is none. */
export async function findPortalMessage(
  sql: Sql,
  contact: { lane: number; id: string },
  id: string,
): Promise<PortalRow | null> {
  const [row] = await sql<PortalRow[]>`
    select ${columns(sql)} from portal_messages p
    where lane = ${contact.lane} and contact_id = ${contact.id} and id = ${id}`;
  return row ?? null;
}

/**
 * What a link to a message opens: the newest answer in its conversation that nobody has read, else the message itself.
 */
export async function findByMessage(
  sql: Sql,
  contact: { lane: number; id: string },
  messageId: string,
): Promise<PortalRow | null> {
  const [row] = await sql<PortalRow[]>`
    select ${columns(sql)} from portal_messages p
    where lane = ${contact.lane} and contact_id = ${contact.id} and message_id = ${messageId}
    order by (reply_id is not null and read_at is null and ${state(sql)} = 'readable') desc, (reply_id is null) desc,
      created_at desc limit 1`;
  return row ?? null;
}

function state(sql: Sql) {
  return sql`case when recalled_at is not null then 'recalled'
    when expires_at <= stepwell_now() or length(sealed) = 0 then 'expired' else 'readable' end`;
}

function columns(sql: Sql) {
  const ms = (column: string) => sql`round(date_part('epoch', p.${sql(column)}) * 1000)::float8`;
  return sql`id, message_id as "messageId", reply_id as "replyId", phi, mailbox_trusted as "mailboxTrusted", sealed,
    ${ms('created_at')} as "createdAt", ${ms('expires_at')} as "expiresAt", ${ms('read_at')} as "readAt",
    ${state(sql)} as state,
    (select count(*)::int from portal_files f where f.lane = p.lane and f.contact_id = p.contact_id
      and f.portal_message_id = p.id) as files`;
}
