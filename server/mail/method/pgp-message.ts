import { type Entity, assemble, newBoundary, outerHeaders, part } from '../compose/mime.ts';
import { armored } from '../openpgp/armor.ts';
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
export async function pgpMessage(job: SealingJob<PgpSigningKey>): Promise<SealedBytes> {
  const { content, dkim } = job;
  const { entity, algorithm } = await pgpEntity(job);
  const out = await signForDomain(assemble(outerHeaders(content, OUTER_SUBJECT), entity), dkim, content.date);
  return { bytes: out.bytes, dkim: out.selectors, algorithm };
}

/** The signed and encrypted entity alone. `inside`: how many bytes were encrypted. */
export async function pgpEntity({ content, signing, key }: Omit<SealingJob<PgpSigningKey>, 'dkim'>): Promise<{
  entity: Entity;
  algorithm: string;
  inside: number;
}> {
  const at = new Date(content.date);
  const signer = await failingAs('sign', () => signers.get(idOfSigner(signing, at), () => readSigner(signing, at)));
  const recipient = await failingAs('encrypt', () => recipients.get(idOf(key, at), () => readRecipient(key, at)));
  const plain = protectedEntity(content);
  const { bytes, algorithm } = await failingAs('encrypt', () => signAndEncrypt(plain, { signer, recipient, at }));
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
  return { entity: { headers: [type], body }, algorithm, inside: plain.length };
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
