import type { Sql } from '#store/database.ts';

/** What came back about a message, oldest first. Times are epoch milliseconds. */
export interface Returned {
  at: number;
  kind: 'bounce' | 'delayed' | 'confirmed' | 'complaint' | 'auto_reply' | 'reply' | 'unsubscribe';
  /** RFC 3463, of bounces and delays, when the report said one. */
  code: string | null;
  /** Why, as far as the report's words tell; of bounces read from returned mail. */
  cause: string | null;
}

export async function returnedOf(
  sql: Sql,
  message: { lane: number; contactId: string; id: string },
): Promise<Returned[]> {
  return sql<Returned[]>`
    select round(date_part('epoch', e.at) * 1000)::float8 as at, e.kind, e.name as code,
      (select m.finding ->> 'cause' from inbound_mail m
        where m.message_id = e.message_id and m.state = 'done' and m.finding ->> 'kind' = 'bounce'
          and m.finding ->> 'action' = case e.kind when 'bounce' then 'failed' when 'delayed' then 'delayed' end
        order by m.received_at limit 1) as cause
    from events e
    where e.lane = ${message.lane} and e.contact_id = ${message.contactId} and e.message_id = ${message.id}
      and e.kind in ('bounce', 'delayed', 'confirmed', 'complaint', 'auto_reply', 'reply', 'unsubscribe')
    order by e.at, e.id limit 100`;
}
