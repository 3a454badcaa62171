import { z } from 'zod';
import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { sealNotice } from '#mail/method/notice.ts';
import { addressNotice } from '#mail/render/notice.ts';
import type { Transport } from '#mail/session/transport.ts';
import { CODE_MINUTES, addressCode } from '#store/senders/address-code.ts';
import { getSender } from '#store/senders/get.ts';
import { signerOf } from '#store/senders/signer.ts';
import { readSettings } from '#store/settings/read.ts';

const payloadSchema = z.object({ sender: z.uuid() });
const FRESH_MS = CODE_MINUTES * 60_000;

/**
 * Mails the code that proves a sender identity's own address, through the same gate as everything else.
 * @throws Error when it could not be sent for now; the job runs again while the request is fresh.
 */
export async function sendSenderCode(
  services: Services,
  transport: Pick<Transport, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { db, seal, log } = services;
  const { sender: id } = payloadSchema.parse(payload);
  const sender = await getSender(db.orm, id).catch(() => null);
  const { address, codeAskedAt } = sender ?? {};
  if (!sender || !address || !codeAskedAt || Date.now() - codeAskedAt.getTime() > FRESH_MS) return;
  const parts = parseAddress(address);
  if (!parts) return;
  const signer = await signerOf(db.orm, seal, sender);
  const reach = await transport.reach(parts.domain, 'T1');
  if (reach.kind === 'unreachable') throw new Error('The mail server cannot be reached now.');
  if (reach.kind !== 'reached' || !reach.line || reach.suspectedMitm) {
    log.warn({ sender: id }, 'no code was sent to a sender identity’s address');
    return;
  }
  try {
    const { organization } = await readSettings(db.orm);
    const content = {
      from: { name: signer.fromName, address },
      to: { name: '', address },
      replyTo: null,
      ...addressNotice(organization, addressCode(seal, { id, address, codeAskedAt }), CODE_MINUTES),
      date: await services.now(),
      messageId: `<${services.newId()}@${signer.domain}>`,
      unsubscribe: null,
    };
    const sealed = await sealNotice(content, { returnPath: address, recipient: address }, signer);
    const result = await reach.line.send(sealed, async () => {});
    if (result.kind !== 'accepted' && result.kind !== 'in-doubt') throw new Error('The code was not accepted.');
  } finally {
    reach.line.giveBack();
  }
}
