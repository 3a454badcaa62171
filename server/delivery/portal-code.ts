import { z } from 'zod';
import { codeHash, newCode } from '#api/portal/code.ts';
import type { Services } from '#api/services.ts';
import { CODE_MINUTES } from '#core/portal/limits.ts';
import { codeNotice } from '#mail/render/notice.ts';
import type { MailOut } from '#mail/session/transport.ts';
import { codeRequest } from '#store/portal/code-request.ts';
import { accountOf, addressOfDoor } from '#store/portal/doors.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { requestCode, storeCode } from '#store/portal/request-code.ts';
import { readSettings } from '#store/settings/read.ts';
import { sendPortalMail } from './portal-mail.ts';

const payloadSchema = z.object({ lane: z.int(), messageId: z.uuid() });
const doorPayload = z.object({ door: z.uuid() });

/**
 * Mails a one-time code. The code is made here and lives only in this mail; the database gets its keyed hash before the
 * mail goes.
 * @throws Error when it could not be sent for now; the job runs again while the request is fresh.
 */
export async function sendPortalCode(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { db, seal } = services;
  const { lane, messageId } = payloadSchema.parse(payload);
  const request = await codeRequest(db.sql, lane, messageId);
  // Gone, or too old: who asked has long given up, and a late code would only confuse.
  if (!request?.fresh || request.sender === null) return;
  const contact = await readContact(db.sql, seal, request);
  if (!contact) return;
  const { organization } = await readSettings(db.orm);
  const code = newCode();
  const rendered = codeNotice(organization, code, CODE_MINUTES);
  await sendPortalMail(services, transport, { contact, messageId, sender: request.sender, rendered }, () =>
    storeCode(db.sql, contact, codeHash(seal, contact.id, code), CODE_MINUTES),
  );
}

/** Somebody knocked with an address: if it is an account's, its owner gets a code; else nothing happens. */
export async function answerKnock(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { sql } = services.db;
  const hash = await addressOfDoor(sql, doorPayload.parse(payload).door);
  const account = hash && (await accountOf(sql, hash));
  if (!account) return;
  const { lane, contactId, messageId } = account;
  // Asked for again after a failed attempt: the first request is still the fresh one.
  await requestCode(sql, { lane, id: contactId });
  await sendPortalCode(services, transport, { lane, messageId });
}
