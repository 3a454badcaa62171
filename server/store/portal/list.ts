import type { Sql } from '#store/database.ts';

/** A portal message as far as it can be told without opening it. Times are epoch milliseconds. */
export interface PortalRow {
  id: string;
  messageId: string;
  createdAt: number;
  expiresAt: number;
  readAt: number | null;
  state: 'readable' | 'expired' | 'recalled';
  sealed: Uint8Array;
}

/** A contact's portal messages, newest first. */
export async function listPortalMessages(sql: Sql, contact: { lane: number; id: string }): Promise<PortalRow[]> {
  return sql<PortalRow[]>`
    select id, message_id as "messageId", sealed,
      round(date_part('epoch', created_at) * 1000)::float8 as "createdAt",
      round(date_part('epoch', expires_at) * 1000)::float8 as "expiresAt",
      round(date_part('epoch', read_at) * 1000)::float8 as "readAt",
      case when recalled_at is not null then 'recalled'
           when expires_at <= stepwell_now() or length(sealed) = 0 then 'expired' else 'readable' end as state
    from portal_messages where lane = ${contact.lane} and contact_id = ${contact.id}
    order by created_at desc, id desc limit 100`;
}
