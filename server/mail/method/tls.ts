import { tlsFloor } from '#core/delivery/assurance.ts';
import type { DeliveryPolicy } from '#core/delivery/facts.ts';
import type { PhiClass } from '#core/phi.ts';
import { type DkimKeys, signDkim } from '../compose/dkim.ts';
import { type Content, assemble, contentEntity, outerHeaders } from '../compose/mime.ts';
import { type Envelope, SealFailed, Sealed } from './sealed.ts';

/**
 * The message as it is, to be protected by the connection alone.
 * @throws SealFailed for P3, which TLS alone never carries, and when it cannot be signed.
 */
export async function sealTls(
  content: Content,
  envelope: Envelope,
  signer: DkimKeys,
  cleared: { phi: PhiClass; policy: DeliveryPolicy },
): Promise<Sealed> {
  const floor = tlsFloor(cleared.phi, cleared.policy);
  if (!floor) throw new SealFailed('tls', 'class-too-high');
  const plain = assemble(outerHeaders(content, content.subject), contentEntity(content));
  const signed = await signDkim(plain, signer, content.date).catch((cause: unknown) => {
    throw new SealFailed('tls', 'dkim', cause);
  });
  return new Sealed({
    method: 'tls',
    floor,
    bytes: signed.bytes,
    envelope,
    record: { dkim: signed.selectors, algorithm: null, fingerprint: null },
  });
}
