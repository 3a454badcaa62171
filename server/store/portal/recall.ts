import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';

/** A portal message that was taken back, with what an audit entry says of it. */
export interface Recalled {
  contactId: string;
  messageId: string;
  /** Whether it had been read before. */
  wasRead: boolean;
}

/**
 * Takes a message back: its content and files are destroyed at once, the recipient sees that there was one, and no more.
 * @param id of the portal message
 * @returns null when there is none, or it was taken back before.
 */
export async function recallPortalMessage(sql: Sql, id: string): Promise<Recalled | null> {
  return atomically(sql, async (tx) => {
    const [row] = await tx<Recalled[]>`
      update portal_messages set recalled_at = stepwell_now(), sealed = ''::bytea
      where id = ${id} and recalled_at is null
      returning contact_id as "contactId", message_id as "messageId", read_at is not null as "wasRead"`;
    if (row) await tx`delete from portal_files where portal_message_id = ${id} and contact_id = ${row.contactId}`;
    return row ?? null;
  });
}
