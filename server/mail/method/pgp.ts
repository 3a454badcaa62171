import { createMessage, encrypt, readKey, type Key } from 'openpgp';
import { type DkimKeys, signDkim } from '../compose/dkim.ts';
import { type Content, assemble, newBoundary, outerHeaders, part } from '../compose/mime.ts';
import { OUTER_SUBJECT, protectedEntity } from './protected.ts';
import { type Envelope, SealFailed, Sealed } from './sealed.ts';

/** A key that was checked when it was enrolled and again when it was loaded. */
export interface RecipientKey {
  fingerprint: string;
  /** Binary OpenPGP key, or DER certificate. */
  material: Uint8Array;
}

/** Parsing a key costs several times the encryption; keys are public, so keeping them parsed gives nothing away. */
const parsed = new Map<string, Key>();
const KEEP = 2_000;

/** PGP/MIME (RFC 3156), SEIPDv1 for reach, headers protected. @throws SealFailed */
export async function sealPgp(
  content: Content,
  envelope: Envelope,
  signer: DkimKeys,
  key: RecipientKey,
): Promise<Sealed> {
  const encrypted = await encryptTo(key, protectedEntity(content)).catch((cause: unknown) => {
    throw new SealFailed('pgp', 'encrypt', cause);
  });
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
      Buffer.from(encrypted.replaceAll(/\r?\n/g, '\r\n')),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const type = `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="${boundary}"`;
  const message = assemble(outerHeaders(content, OUTER_SUBJECT), { headers: [type], body });
  const signed = await signDkim(message, signer, content.date).catch((cause: unknown) => {
    throw new SealFailed('pgp', 'dkim', cause);
  });
  return new Sealed({
    method: 'pgp',
    floor: 'T1',
    bytes: signed.bytes,
    envelope,
    record: { dkim: signed.selectors, algorithm: 'OpenPGP SEIPDv1 AES-256', fingerprint: key.fingerprint },
  });
}

async function encryptTo(key: RecipientKey, plain: Buffer): Promise<string> {
  let open = parsed.get(key.fingerprint);
  if (!open) {
    open = await readKey({ binaryKey: key.material });
    if (open.getFingerprint() !== key.fingerprint) throw new Error('The stored key is not the one it is filed under.');
    if (parsed.size >= KEEP) parsed.clear();
    parsed.set(key.fingerprint, open);
  }
  return encrypt({
    message: await createMessage({ binary: new Uint8Array(plain) }),
    encryptionKeys: open,
    config: { aeadProtect: false, preferredCompressionAlgorithm: 0 },
  });
}
