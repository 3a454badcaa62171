import { z } from 'zod';
import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { ownMail } from '#mail/compose/own-mail.ts';
import { sealNotice } from '#mail/method/notice.ts';
import { addressNotice } from '#mail/render/notice.ts';
import type { MailOut } from '#mail/session/transport.ts';
import { CODE_MINUTES, addressCode } from '#store/senders/address-code.ts';
import { getSender } from '#store/senders/get.ts';
import { signerOf } from '#store/senders/signer.ts';
import { readSettings } from '#store/settings/read.ts';
import { handOver } from './hand-over.ts';

const payloadSchema = z.object({ sender: z.uuid() });
const FRESH_MS = CODE_MINUTES * 60_000;

/**
 * Mails the code that proves a sender identity's own address, through the same gate as everything else.
 * @throws Error when it could not be sent for now; the job runs again while the request is fresh.
 */
export async function sendSenderCode(
  services: Services,
  transport: Pick<MailOut, 'reach'>,
  payload: unknown,
): Promise<void> {
  const { db, seal } = services;
  const { sender: id } = payloadSchema.parse(payload);
  const sender = await getSender(db.orm, id).catch(() => null);
  const { address, codeAskedAt } = sender ?? {};
  if (!sender || !address || !codeAskedAt || Date.now() - codeAskedAt.getTime() > FRESH_MS) return;
  const parts = parseAddress(address);
  if (!parts) return;
  const signer = await signerOf(db.orm, seal, sender);
  await handOver(services, transport, parts.domain, { sender: id }, async () => {
    const { organization } = await readSettings(db.orm);
    const words = addressNotice(organization, addressCode(seal, { id, address, codeAskedAt }), CODE_MINUTES);
    const content = ownMail(signer, address, words, { id: services.newId(), date: await services.now() });
    return sealNotice(content, { returnPath: address, recipient: address }, signer);
  });
}
