import { decrypt, readMessage, readPrivateKey } from 'openpgp';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import type { Services } from '#api/services.ts';
import { splitSigned } from '#mail/signed/entity.ts';
import { demoKey, demoKeyName } from './demo-keys.ts';
import { openEnvelope } from './open-envelope.ts';
import { readVault } from './vault.ts';

/** Decrypts a sealed mail with the demo recipient's key; null when it is not sealed, or to nobody we know. */
export async function openSealed(
  services: Pick<Services, 'db' | 'seal'>,
  recipient: string,
  outer: Email,
): Promise<{ mail: Email; by: string } | null> {
  const pgp = outer.attachments.find(
    (one) => one.mimeType === 'application/octet-stream' && one.filename === 'encrypted.asc',
  );
  const cms = outer.attachments.find((one) => one.mimeType === 'application/pkcs7-mime');
  if (!pgp && !cms) return null;
  const stored = await readVault(services, demoKeyName(services, recipient));
  if (!stored) return null;
  const key = demoKey.parse(stored);
  if (pgp && key.kind === 'pgp') {
    const opened = await decrypt({
      message: await readMessage({ armoredMessage: Buffer.from(bytesOf(pgp)).toString('latin1') }),
      decryptionKeys: await readPrivateKey({ armoredKey: key.privateKey }),
      format: 'binary',
    });
    return { mail: await PostalMime.parse(opened.data), by: 'PGP/MIME' };
  }
  if (cms && key.kind === 'smime') {
    const plain = openEnvelope(bytesOf(cms), key.privateKey);
    // Signed inside: what is read is what was signed, its protected headers with it.
    return { mail: await PostalMime.parse(splitSigned(plain)?.signed ?? plain), by: 'S/MIME' };
  }
  return null;
}

function bytesOf(attachment: Attachment): Uint8Array {
  const { content } = attachment;
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}
