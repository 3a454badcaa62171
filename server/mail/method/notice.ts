import { type DkimKeys, signDkim } from '../compose/dkim.ts';
import { type Content, alternative, assemble, outerHeaders } from '../compose/mime.ts';
import { type Envelope, SealFailed, Sealed } from './sealed.ts';

/**
 * The portal's notice: fixed, neutral text that names nobody and nothing, so T1 is enough. `notice` must come from
 * the fixed texts of mail/render/notice.ts, never from a template.
 * @throws SealFailed when it cannot be signed.
 */
export async function sealNotice(notice: Content, envelope: Envelope, signer: DkimKeys): Promise<Sealed> {
  const anonymous: Content = { ...notice, to: { name: '', address: notice.to.address } };
  const plain = assemble(outerHeaders(anonymous, anonymous.subject), alternative(anonymous.text, anonymous.html));
  const signed = await signDkim(plain, signer, anonymous.date).catch((cause: unknown) => {
    throw new SealFailed('portal', 'dkim', cause);
  });
  return new Sealed({
    method: 'portal',
    floor: 'T1',
    bytes: signed.bytes,
    envelope,
    record: { dkim: signed.selectors, algorithm: null, fingerprint: null },
  });
}
