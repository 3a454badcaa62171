import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { returnPath } from '#mail/compose/return-path.ts';
import { sealNotice } from '#mail/method/notice.ts';
import type { Rendered } from '#mail/render/render.ts';
import type { Transport } from '#mail/session/transport.ts';
import type { PortalContact } from '#store/portal/read-contact.ts';
import { loadSigner } from '#store/senders/signer.ts';

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
 * Sends one through the same gate as everything else, at the notice's floor. A domain that shows less than it showed
 * before gets none (row 4 of the table: whoever stands in between would read it), nor does one without TLS.
 * @param before runs once the connection is open and proved, just before the mail goes
 * @returns false when it must not be sent there, or there is no address
 * @throws Error when it could not be sent for now
 */
export async function sendPortalMail(
  services: Services,
  transport: Pick<Transport, 'reach'>,
  { contact, messageId, sender, rendered }: PortalMail,
  before: () => Promise<void>,
): Promise<boolean> {
  const { db, seal, log } = services;
  const email = contact.values['email'];
  const parts = typeof email === 'string' ? parseAddress(email) : null;
  if (!parts) return false;
  const signer = await loadSigner(db.orm, seal, sender);
  const reach = await transport.reach(parts.domain, 'T1');
  if (reach.kind === 'unreachable') throw new Error('The mail server cannot be reached now.');
  if (reach.kind !== 'reached' || !reach.line) {
    log.warn({ messageId }, 'no portal mail was sent');
    return false;
  }
  try {
    if (reach.suspectedMitm) {
      log.warn({ messageId, suspectedMitm: true }, 'no portal mail was sent');
      return false;
    }
    const address = `${parts.local}@${parts.domain}`;
    const content = {
      from: { name: signer.fromName, address: signer.address },
      to: { name: '', address },
      replyTo: null,
      ...rendered,
      date: await services.now(),
      messageId: `<${services.newId()}@${signer.domain}>`,
      unsubscribe: null,
    };
    const envelope = { returnPath: returnPath(seal, contact.lane, messageId, signer.returnDomain), recipient: address };
    const sealed = await sealNotice(content, envelope, signer);
    await before();
    const result = await reach.line.send(sealed, async () => {});
    if (result.kind !== 'accepted' && result.kind !== 'in-doubt') throw new Error('The mail was not accepted.');
    return true;
  } finally {
    reach.line.giveBack();
  }
}
