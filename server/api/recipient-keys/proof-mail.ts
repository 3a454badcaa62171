import { ownMail } from '#mail/compose/own-mail.ts';
import { returnPath } from '#mail/compose/return-path.ts';
import { sealPgp } from '#mail/method/pgp.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import { sealSmime } from '#mail/method/smime.ts';
import { keyCodeNotice } from '#mail/render/key-notice.ts';
import { CHALLENGE_MINUTES, type Challenge } from '#store/recipient-keys/challenge.ts';
import { keySender } from '#store/recipient-keys/sender.ts';
import { type Signer, loadSigner } from '#store/senders/signer.ts';
import { readSettings } from '#store/settings/read.ts';
import type { Services } from '../services.ts';

interface Recipient {
  lane: number;
  id: string;
  address: string;
}

/**
 * The mail with a challenge's code, sealed to its key by the methods all mail is sealed by. The same whether it is sent or
 * taken from the page as a file. Null when no sender identity can send.
 * @throws SealFailed
 */
export async function proofMail(
  services: Services,
  recipient: Recipient,
  challenge: Challenge,
): Promise<{ sealed: Sealed; signer: Signer } | null> {
  const { db, seal } = services;
  const sender = await keySender(db.sql, recipient);
  if (sender === null) return null;
  const signer = await loadSigner(db.orm, seal, sender);
  const { organization, policy } = await readSettings(db.orm);
  const words = keyCodeNotice(organization, { ...challenge, minutes: CHALLENGE_MINUTES });
  const about = { id: services.newId(), date: await services.now() };
  const content = ownMail(signer, recipient.address, words, about);
  const envelope = {
    returnPath: returnPath(seal, recipient.lane, services.newId(), signer.returnDomain),
    recipient: recipient.address,
  };
  const { kind, fingerprint, material } = challenge;
  const to = { signer, key: { fingerprint, material } };
  const sealed =
    kind === 'pgp'
      ? await sealPgp(services.threads, content, envelope, to)
      : await sealSmime(services.threads, content, envelope, { ...to, gcm: policy.smimeGcm ?? false });
  return { signer, sealed };
}
