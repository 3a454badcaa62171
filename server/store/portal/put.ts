import { z } from 'zod';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

/** What the recipient reads in the portal. */
export const portalContent = z.strictObject({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  from: z.string(),
});
export type PortalContent = z.infer<typeof portalContent>;

const PURPOSE = 'portal';

/**
 * Puts a message into the portal, sealed under the contact's own key. Putting the same message again (a retry)
 * replaces it only while nobody has read it.
 * @param expiresAt epoch milliseconds after which the recipient no longer reads it
 */
export async function putPortalMessage(
  sql: Sql,
  seal: Pick<Seal, 'sealFor'>,
  message: {
    id: string;
    contact: ContactKey & { lane: number };
    messageId: string;
    content: PortalContent;
    expiresAt: number;
  },
): Promise<void> {
  const { id, contact, messageId, content, expiresAt } = message;
  const sealed = seal.sealFor(contact, PURPOSE, Buffer.from(JSON.stringify(portalContent.parse(content))));
  const replaced = await sql`
    update portal_messages set sealed = ${sealed}, expires_at = to_timestamp(${expiresAt}::float8 / 1000)
    where lane = ${contact.lane} and contact_id = ${contact.id} and message_id = ${messageId} and read_at is null`;
  if (replaced.count > 0) return;
  await sql`
    insert into portal_messages (lane, contact_id, id, message_id, sealed, created_at, expires_at)
    select ${contact.lane}, ${contact.id}, ${id}, ${messageId}, ${sealed}, stepwell_now(), to_timestamp(${expiresAt}::float8 / 1000)
    where not exists (select 1 from portal_messages
      where lane = ${contact.lane} and contact_id = ${contact.id} and message_id = ${messageId})`;
}

/** @throws Error when the row was altered, belongs to another contact or its key was shredded. */
export function openPortalContent(seal: Pick<Seal, 'openFor'>, contact: ContactKey, sealed: Uint8Array): PortalContent {
  return portalContent.parse(JSON.parse(Buffer.from(seal.openFor(contact, PURPOSE, sealed)).toString('utf8')));
}
