import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { ownMail } from '#mail/compose/own-mail.ts';
import { returnPath } from '#mail/compose/return-path.ts';
import { sealNotice } from '#mail/method/notice.ts';
import type { Rendered } from '#mail/render/render.ts';
import type { MailOut } from '#mail/session/transport.ts';
import type { PortalContact } from '#store/portal/read-contact.ts';
import { loadSigner } from '#store/senders/signer.ts';
import { handOver } from './hand-over.ts';

/** A neutral mail of the portal's own: a code, or the notice of an answer. */
export interface PortalMail {
  contact: PortalContact;
  /** The message its link and return path are of. */
  messageId: string;
  /** The sender identity it comes from. */
  sender: string;
  rendered: Rendered;
}

/**
 * Sends one.
 * @param before runs once the connection is open and proved, just before the mail goes
 * @returns false when it must not be sent there, or there is no address
 * @throws Error when it could not be sent for now
 */
export async function sendPortalMail(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  { contact, messageId, sender, rendered }: PortalMail,
  before: () => Promise<void>,
): Promise<boolean> {
  const { db, seal } = services;
  const email = contact.values['email'];
  const parts = typeof email === 'string' ? parseAddress(email) : null;
  if (!parts) return false;
  const signer = await loadSigner(db.orm, seal, sender);
  return handOver(services, transport, parts.domain, { messageId }, async () => {
    const address = `${parts.local}@${parts.domain}`;
    const content = ownMail(signer, address, rendered, { id: services.newId(), date: await services.now() });
    const envelope = { returnPath: returnPath(seal, contact.lane, messageId, signer.returnDomain), recipient: address };
    const sealed = await sealNotice(content, envelope, signer);
    await before();
    return sealed;
  });
}
