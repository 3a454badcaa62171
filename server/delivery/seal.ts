import type { Decision } from '#core/delivery/facts.ts';
import { SealingFailed } from '#engine/dispatch/world.ts';
import type { Content } from '#mail/compose/mime.ts';
import { messageAddress, returnPath } from '#mail/compose/return-path.ts';
import { sealNotice } from '#mail/method/notice.ts';
import { sealPgp } from '#mail/method/pgp.ts';
import { SealFailed, type Sealed } from '#mail/method/sealed.ts';
import type { RecipientKey } from '#mail/method/sealing.ts';
import { sealSmime } from '#mail/method/smime.ts';
import { sealTls } from '#mail/method/tls.ts';
import { portalNotice } from '#mail/render/notice.ts';
import { type Rendered, renderMessage } from '#mail/render/render.ts';
import type { Services } from '#api/services.ts';
import type { Letter } from './letter.ts';

/** What a method made, and what it was made of: the copy kept shows what the recipient reads. */
export interface SealedLetter {
  sealed: Sealed;
  rendered: Rendered;
}

/**
 * Renders and seals by the decision.
 * @throws SealingFailed when the key or the signature would not do; the message as it is never goes instead. TaskFailed
 * when a mail thread died on it: no key's fault, so the attempt is made again later.
 */
export async function sealLetter(
  services: Services,
  messageRef: { lane: number; id: string },
  letter: Letter,
  decision: Decision,
): Promise<SealedLetter> {
  const rendered = renderFor(letter, decision);
  const at = await services.now();
  const { signer } = letter;
  const shown = decision.method === 'portal' ? portalNotice(letter.organization, letter.links.portal) : rendered;
  const content: Content = {
    from: { name: signer.fromName, address: signer.address },
    to: { name: letter.name, address: letter.address },
    replyTo: replyToOf(services, messageRef, letter),
    ...shown,
    date: at,
    messageId: letter.messageId,
    unsubscribe: letter.mayOptOut ? letter.links.unsubscribe : null,
    unsubscribeMail:
      letter.mayOptOut && services.config.inbound
        ? messageAddress(services.seal, 'unsubscribe', messageRef, signer.returnDomain)
        : null,
  };
  const envelope = {
    returnPath: returnPath(services.seal, messageRef.lane, messageRef.id, signer.returnDomain),
    recipient: letter.address,
  };
  try {
    return { rendered, sealed: await bySelected(services, letter, decision, { content, envelope }) };
  } catch (error) {
    if (!(error instanceof SealFailed)) throw error;
    const keyAtFault = error.problem === 'encrypt' || error.problem === 'no-such-key';
    throw new SealingFailed(error.problem, keyAtFault ? decision.fingerprint : null);
  }
}

/**
 * Where replies go: to the sender identity's own reply address, if it names one; else into its inbox here, by an address
 * for this one message; without a listener to where it came from.
 */
function replyToOf(
  { seal, config }: Services,
  message: { lane: number; id: string },
  { signer }: Letter,
): Content['replyTo'] {
  if (signer.replyTo) return { name: '', address: signer.replyTo };
  if (!config.inbound) return null;
  return { name: signer.fromName, address: messageAddress(seal, 'reply', message, signer.returnDomain) };
}

function bySelected(
  services: Services,
  letter: Letter,
  decision: Decision,
  { content, envelope }: { content: Content; envelope: { returnPath: string; recipient: string } },
): Promise<Sealed> {
  switch (decision.method) {
    case 'tls':
      return sealTls(content, envelope, letter.signer, letter);
    case 'portal':
      return sealNotice(content, envelope, letter.signer);
    case 'smime':
      return sealSmime(services.threads, content, envelope, {
        signer: letter.signer,
        key: openKey(services, letter, decision),
        gcm: letter.policy.smimeGcm ?? false,
      });
    case 'pgp':
      return sealPgp(services.threads, content, envelope, {
        signer: letter.signer,
        key: openKey(services, letter, decision),
      });
    default:
      throw new SealFailed(decision.method ?? 'drop', 'no-method');
  }
}

/**
 * What may be tracked: opens only where TLS alone carries it; clicks by first-party links, also inside what is sealed
 * and in the portal; of P3 mail nothing but what the portal itself sees.
 */
export function renderFor(letter: Letter, { method }: Pick<Decision, 'method'>): Rendered {
  const { links, phi, version, values } = letter;
  const clicks = phi !== 'P3' || method === 'portal';
  if (!clicks) return renderMessage(version, values, null);
  return renderMessage(version, values, {
    open: method === 'tls' ? links.open : null,
    click: (index) => links.click(index),
  });
}

function openKey({ seal }: Services, letter: Letter, { fingerprint, method }: Decision): RecipientKey {
  const key = letter.keys.find((one) => one.fingerprint === fingerprint);
  if (!key || !fingerprint) throw new SealFailed(method ?? 'pgp', 'no-such-key');
  try {
    return { fingerprint, material: seal.openFor(letter.contact, 'recipient-key', key.sealed) };
  } catch (cause) {
    throw new SealFailed(method ?? 'pgp', 'no-such-key', cause);
  }
}
