import { z } from 'zod';
import type { Services } from '#api/services.ts';
import { linksOf } from '#mail/links.ts';
import { portalNotice } from '#mail/render/notice.ts';
import type { MailOut } from '#mail/session/transport.ts';
import { answerToNotice, noticeSent } from '#store/portal/answer-notice.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { readSettings } from '#store/settings/read.ts';
import { sendPortalMail } from './portal-mail.ts';

const payloadSchema = z.object({ answer: z.uuid() });

/**
 * Mails the notice that an answer waits in the portal: the same fixed words as for any message there, through the same
 * gate. Never the answer itself. One that must not be mailed waits in the portal, and the app says that no notice went.
 * @throws Error when it could not be sent for now; the job runs again.
 */
export async function sendAnswerNotice(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { db, seal, config } = services;
  const answer = await answerToNotice(db.sql, payloadSchema.parse(payload).answer);
  if (!answer || answer.sender === null) return;
  const contact = await readContact(db.sql, seal, answer);
  if (!contact) return;
  const { organization } = await readSettings(db.orm);
  const { lane, messageId, sender } = answer;
  const { portal } = linksOf(seal, config.publicUrl, { lane, id: messageId });
  const rendered = portalNotice(organization, portal);
  const gone = await sendPortalMail(services, transport, { contact, messageId, sender, rendered }, async () => {});
  if (gone) await noticeSent(db.sql, answer);
}
