import { createHash } from 'node:crypto';
import { PORTAL_DAYS } from '#core/delivery/portal-life.ts';
import type { PhiClass } from '#core/phi.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { type PortalContent, sealPortalContent } from './content.ts';

export interface NewPortalMessage {
  id: string;
  contact: ContactKey & { lane: number };
  messageId: string;
  content: PortalContent;
  phi: PhiClass;
  /** False where row 4 of the table applied. */
  mailboxTrusted: boolean;
  /** Readable until then, epoch milliseconds; null: as long as the organization's portal settings say. */
  expiresAt: number | null;
  /** Of an answer by staff. */
  answer?: { replyId: string; writtenBy: string } | undefined;
}

/**
 * Puts a message into the portal, sealed under the contact's own key. Putting the same message of the outbox again (a
 * retry) replaces it only while nobody has read it; one that was taken back stays taken back.
 */
export async function putPortalMessage(
  sql: Sql,
  seal: Pick<Seal, 'sealFor'>,
  message: NewPortalMessage,
): Promise<void> {
  const { id, contact, messageId, content, phi, mailboxTrusted, answer } = message;
  const sealed = sealPortalContent(seal, contact, content);
  const sha256 = createHash('sha256').update(JSON.stringify(content)).digest();
  const expires =
    message.expiresAt === null
      ? sql`stepwell_now() + coalesce((select (value ->> 'days')::int from settings where key = 'portal'), ${PORTAL_DAYS}) * interval '1 day'`
      : sql`to_timestamp(${message.expiresAt}::float8 / 1000)`;
  const ours = sql`lane = ${contact.lane} and contact_id = ${contact.id} and message_id = ${messageId} and reply_id is null`;
  if (!answer) {
    const replaced = await sql`
      update portal_messages set sealed = ${sealed}, sha256 = ${sha256}, phi = ${phi},
        mailbox_trusted = mailbox_trusted and ${mailboxTrusted}, expires_at = ${expires}
      where ${ours} and read_at is null and recalled_at is null`;
    if (replaced.count > 0) return;
  }
  await sql`
    insert into portal_messages (lane, contact_id, id, message_id, reply_id, written_by, phi, mailbox_trusted, sealed, sha256,
      created_at, expires_at)
    select ${contact.lane}, ${contact.id}, ${id}, ${messageId}, ${answer?.replyId ?? null}::uuid, ${answer?.writtenBy ?? null}, ${phi},
      ${mailboxTrusted}, ${sealed}, ${sha256}, stepwell_now(), ${expires}
    where ${answer ? sql`true` : sql`not exists (select 1 from portal_messages where ${ours})`}`;
}
