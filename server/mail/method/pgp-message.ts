import { assemble, base64Body, newBoundary, outerHeaders, part } from '../compose/mime.ts';
import { signAndEncrypt } from '../openpgp/encrypt.ts';
import { type PgpRecipient, readRecipient } from '../openpgp/recipient.ts';
import { type PgpSigner, type PgpSigningKey, readSigner } from '../openpgp/signer.ts';
import { Recent } from '../recent.ts';
import { OUTER_SUBJECT, protectedEntity } from './protected.ts';
import { type RecipientKey, type SealedBytes, type SealingJob, failingAs, signForDomain } from './sealing.ts';

/**
 * PGP/MIME (RFC 3156), signed and encrypted in one, headers protected (RFC 9788). SEIPDv1 for reach, SEIPDv2 where the
 * recipient's key says that it can read it.
 * @throws TaskFailed `encrypt`, `sign`, `dkim`.
 */
export async function pgpMessage({ content, dkim, signing, key }: SealingJob<PgpSigningKey>): Promise<SealedBytes> {
  const at = new Date(content.date);
  const signer = await failingAs('sign', () => signers.get(idOfSigner(signing, at), () => readSigner(signing, at)));
  const recipient = await failingAs('encrypt', () => recipients.get(idOf(key, at), () => readRecipient(key, at)));
  const { bytes, algorithm } = await failingAs('encrypt', () =>
    signAndEncrypt(protectedEntity(content), { signer, recipient, at }),
  );
  const boundary = newBoundary();
  const body = Buffer.concat([
    part(
      boundary,
      ['Content-Type: application/pgp-encrypted', 'Content-Description: PGP/MIME version identification'],
      Buffer.from('Version: 1\r\n'),
    ),
    part(
      boundary,
      [
        'Content-Type: application/octet-stream; name="encrypted.asc"',
        'Content-Description: OpenPGP encrypted message',
        'Content-Disposition: inline; filename="encrypted.asc"',
      ],
      armored(bytes),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const type = `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="${boundary}"`;
  const message = assemble(outerHeaders(content, OUTER_SUBJECT), { headers: [type], body });
  const out = await signForDomain(message, dkim, content.date);
  return { bytes: out.bytes, dkim: out.selectors, algorithm };
}

/** Without the checksum, which nothing needs (RFC 9580, 6.1) and which costs as much as the encryption. */
function armored(bytes: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from('-----BEGIN PGP MESSAGE-----\r\n\r\n'),
    base64Body(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    Buffer.from('\r\n-----END PGP MESSAGE-----\r\n'),
  ]);
}

/** Reading a key costs several times the encryption. Each hour anew, because a key is good for a time. */
const recipients = new Recent<string, Promise<PgpRecipient>>(2_000);
const signers = new Recent<string, Promise<PgpSigner>>(200);
const HOUR = 3_600_000;

function idOf({ fingerprint, material }: RecipientKey, at: Date): string {
  return `${fingerprint}:${Math.floor(at.getTime() / HOUR)}:${Buffer.from(material).toString('latin1')}`;
}

function idOfSigner({ fingerprint }: PgpSigningKey, at: Date): string {
  return `${fingerprint}:${Math.floor(at.getTime() / HOUR)}`;
}
