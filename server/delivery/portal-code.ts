import { z } from 'zod';
import { CODE_MINUTES, codeHash, newCode } from '#api/portal/code.ts';
import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { returnPath } from '#mail/compose/return-path.ts';
import { sealNotice } from '#mail/method/notice.ts';
import { codeNotice } from '#mail/render/notice.ts';
import type { MailOut } from '#mail/session/transport.ts';
import { codeRequest } from '#store/portal/code-request.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { storeCode } from '#store/portal/request-code.ts';
import { loadSigner } from '#store/senders/signer.ts';
import { readSettings } from '#store/settings/read.ts';

const payloadSchema = z.object({ lane: z.int(), messageId: z.uuid() });

/**
 * Mails a one-time code through the same gate as everything else, at the notice's floor. The code is made here and
 * lives only in this mail; the database gets its keyed hash before the mail goes. A domain that shows less than it
 * showed before gets no code (row 4 of the table: whoever stands in between would read it).
 * @throws Error when it could not be sent for now; the job runs again while the request is fresh.
 */
export async function sendPortalCode(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { db, seal, log } = services;
  const { lane, messageId } = payloadSchema.parse(payload);
  const request = await codeRequest(db.sql, lane, messageId);
  // Gone, or too old: who asked has long given up, and a late code would only confuse.
  if (!request?.fresh) return;
  const contact = await readContact(db.sql, seal, request);
  const email = contact?.values['email'];
  const parts = typeof email === 'string' ? parseAddress(email) : null;
  if (!contact || !parts || request.sender === null) return;
  const signer = await loadSigner(db.orm, seal, request.sender);
  const reach = await transport.reach(parts.domain, 'T1');
  if (reach.kind === 'unreachable') throw new Error('The mail server cannot be reached now.');
  if (reach.kind !== 'reached' || !reach.line || reach.suspectedMitm) {
    log.warn({ messageId, suspectedMitm: reach.kind === 'reached' && reach.suspectedMitm }, 'no code was sent');
    return;
  }
  try {
    const { organization } = await readSettings(db.orm);
    const code = newCode();
    const address = `${parts.local}@${parts.domain}`;
    const content = {
      from: { name: signer.fromName, address: signer.address },
      to: { name: '', address },
      replyTo: null,
      ...codeNotice(organization, code, CODE_MINUTES),
      date: await services.now(),
      messageId: `<${services.newId()}@${signer.domain}>`,
      unsubscribe: null,
    };
    const envelope = { returnPath: returnPath(seal, lane, messageId, signer.returnDomain), recipient: address };
    const sealed = await sealNotice(content, envelope, signer);
    await storeCode(db.sql, contact, codeHash(seal, contact.id, code), CODE_MINUTES);
    const result = await reach.line.send(sealed, async () => {});
    if (result.kind !== 'accepted' && result.kind !== 'in-doubt') throw new Error('The code was not accepted.');
  } finally {
    reach.line.giveBack();
  }
}
