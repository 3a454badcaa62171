import { z } from 'zod';
import { proofMail } from '#api/recipient-keys/proof-mail.ts';
import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { ownMail } from '#mail/compose/own-mail.ts';
import { returnPath } from '#mail/compose/return-path.ts';
import { LINK_HOURS, keyPageLink } from '#mail/keys/link.ts';
import { sealNotice } from '#mail/method/notice.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import { keyPageNotice } from '#mail/render/key-notice.ts';
import type { MailOut } from '#mail/session/transport.ts';
import { type PortalContact, readContact } from '#store/portal/read-contact.ts';
import { readChallenge } from '#store/recipient-keys/challenge.ts';
import { keySender } from '#store/recipient-keys/sender.ts';
import { loadSigner } from '#store/senders/signer.ts';
import { readSettings } from '#store/settings/read.ts';
import { handOver } from './hand-over.ts';

const who = { lane: z.int(), contactId: z.uuid() };
const payloadSchema = z.union([
  z.strictObject({ ...who, keyId: z.uuid(), purpose: z.enum(['prove', 'replace', 'remove']) }),
  z.strictObject({ ...who, link: z.literal(true) }),
]);
type Payload = z.infer<typeof payloadSchema>;

/**
 * Mails what a recipient's own page needs: a code sealed to a key, or the link to the page.
 * @throws Error when it could not be sent for now; the job runs again while the code holds.
 */
export async function sendKeyMail(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { db, seal } = services;
  const wanted = payloadSchema.parse(payload);
  const contact = await readContact(db.sql, seal, wanted);
  const email = contact?.values['email'];
  const parts = typeof email === 'string' ? parseAddress(email.trim()) : null;
  if (!contact || !parts) return;
  const sealed = await mailFor(services, contact, `${parts.local}@${parts.domain}`, wanted);
  if (!sealed) return;
  await handOver(services, transport, parts.domain, { contactId: contact.id }, () => Promise.resolve(sealed));
}

/** Null when it is not wanted any more, or nobody can send it. */
async function mailFor(
  services: Services,
  contact: PortalContact,
  address: string,
  wanted: Payload,
): Promise<Sealed | null> {
  const { db, seal, config } = services;
  if ('keyId' in wanted) {
    const challenge = await readChallenge(services, contact, wanted);
    const made = challenge && (await proofMail(services, { ...contact, address }, challenge));
    return made?.sealed ?? null;
  }
  const sender = await keySender(db.sql, contact);
  if (sender === null) return null;
  const signer = await loadSigner(db.orm, seal, sender);
  const { organization } = await readSettings(db.orm);
  const now = await services.now();
  const url = keyPageLink(seal, config.publicUrl, contact, now + LINK_HOURS.mailed * 3_600_000);
  const words = keyPageNotice(organization, url, LINK_HOURS.mailed);
  const content = ownMail(signer, address, words, { id: services.newId(), date: now });
  const returns = returnPath(seal, contact.lane, services.newId(), signer.returnDomain);
  return sealNotice(content, { returnPath: returns, recipient: address }, signer);
}
