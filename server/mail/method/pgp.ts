import type { Content } from '../compose/mime.ts';
import type { MailThreads } from '../threads/mail-threads.ts';
import { inThread } from './in-thread.ts';
import { type Envelope, SealFailed, Sealed } from './sealed.ts';
import type { RecipientKey } from './sealing.ts';
import type { MailSigner } from './signer.ts';

/**
 * PGP/MIME: signed by the sender's key and encrypted to the recipient's, in a mail thread; see pgp-message.ts.
 * @throws SealFailed; TaskFailed when only the thread was at fault.
 */
export async function sealPgp(
  threads: MailThreads,
  content: Content,
  envelope: Envelope,
  { signer, key }: { signer: MailSigner; key: RecipientKey },
): Promise<Sealed> {
  const { domain, keys, pgp: signing } = signer;
  if (!signing) throw new SealFailed('pgp', 'no-signing-key');
  const made = await inThread('pgp', threads.run('pgp', { content, dkim: { domain, keys }, signing, key }));
  return new Sealed({
    method: 'pgp',
    floor: 'T1',
    bytes: made.bytes,
    envelope,
    record: { dkim: made.dkim, algorithm: made.algorithm, fingerprint: key.fingerprint },
  });
}
