import type { Sql } from '#store/database.ts';

/** The sender identity a message went out by, as its evidence says; null when it has not, or the identity is gone. */
export async function senderOfMessage(
  sql: Sql,
  message: { lane: number; contactId: string; id: string },
): Promise<{ id: string; name: string } | null> {
  const [row] = await sql<{ id: string; name: string }[]>`
    select s.id, s.from_name as name from evidence e join senders s on s.id = (e.record ->> 'sender')::uuid
    where e.lane = ${message.lane} and e.contact_id = ${message.contactId} and e.message_id = ${message.id}
      and e.record ->> 'kind' = 'intent'
    order by e.seq desc limit 1`;
  return row ?? null;
}
