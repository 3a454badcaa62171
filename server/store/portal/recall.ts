import type { Sql } from '#store/database.ts';

/** Takes a message back: the recipient sees that there was one, and no more. @returns false when there is none. */
export async function recallPortalMessage(
  sql: Sql,
  contact: { lane: number; id: string },
  messageId: string,
): Promise<boolean> {
  const done = await sql`
    update portal_messages set recalled_at = stepwell_now(), sealed = ''::bytea
    where lane = ${contact.lane} and contact_id = ${contact.id} and message_id = ${messageId} and recalled_at is null`;
  return done.count > 0;
}
