import type { Content } from '../compose/mime.ts';
import type { MailThreads } from '../threads/mail-threads.ts';
import { inThread } from './in-thread.ts';
import { type Envelope, SealFailed, Sealed } from './sealed.ts';
import type { RecipientKey } from './sealing.ts';
import type { MailSigner } from './signer.ts';

/**
 * S/MIME: signed by the sender's certificate, then encrypted to the recipient's, in a mail thread; see
 * smime-message.ts. `gcm`: the policy asks for AES-256-GCM from everybody.
 * @throws SealFailed; TaskFailed when only the thread was at fault.
 */
export async function sealSmime(
  threads: MailThreads,
  content: Content,
  envelope: Envelope,
  { signer, key, gcm }: { signer: MailSigner; key: RecipientKey; gcm: boolean },
): Promise<Sealed> {
  const { domain, keys, smime: signing } = signer;
  if (!signing) throw new SealFailed('smime', 'no-signing-key');
  const made = await inThread('smime', threads.run('smime', { content, dkim: { domain, keys }, signing, key, gcm }));
  return new Sealed({
    method: 'smime',
    floor: 'T1',
    bytes: made.bytes,
    envelope,
    record: { dkim: made.dkim, algorithm: made.algorithm, fingerprint: key.fingerprint },
  });
}
