import * as asn1js from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, EnvelopedData } from 'pkijs';
import { type DkimKeys, signDkim } from '../compose/dkim.ts';
import { BASE64, type Content, assemble, base64Body, outerHeaders } from '../compose/mime.ts';
import type { RecipientKey } from './pgp.ts';
import { OUTER_SUBJECT, protectedEntity } from './protected.ts';
import { type Envelope, SealFailed, Sealed } from './sealed.ts';

const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
const engine = new CryptoEngine({ name: 'node', crypto: globalThis.crypto });

/** CMS EnvelopedData, AES-256-CBC under RSA-OAEP, headers protected. @throws SealFailed */
export async function sealSmime(
  content: Content,
  envelope: Envelope,
  signer: DkimKeys,
  key: RecipientKey,
): Promise<Sealed> {
  const encrypted = await encryptTo(key, protectedEntity(content)).catch((cause: unknown) => {
    throw new SealFailed('smime', 'encrypt', cause);
  });
  const message = assemble(outerHeaders(content, OUTER_SUBJECT), {
    headers: [
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n name="smime.p7m"',
      'Content-Disposition: attachment; filename="smime.p7m"',
      BASE64,
    ],
    body: Buffer.concat([base64Body(encrypted), Buffer.from('\r\n')]),
  });
  const signed = await signDkim(message, signer, content.date).catch((cause: unknown) => {
    throw new SealFailed('smime', 'dkim', cause);
  });
  return new Sealed({
    method: 'smime',
    floor: 'T1',
    bytes: signed.bytes,
    envelope,
    record: { dkim: signed.selectors, algorithm: 'CMS AES-256-CBC, RSA-OAEP SHA-256', fingerprint: key.fingerprint },
  });
}

async function encryptTo(key: RecipientKey, plain: Buffer): Promise<Buffer> {
  const certificate = Certificate.fromBER(new Uint8Array(key.material).buffer);
  const enveloped = new EnvelopedData();
  enveloped.addRecipientByCertificate(certificate, { oaepHashAlgorithm: 'SHA-256' }, 1, engine);
  const cipher: AesKeyAlgorithm = { name: 'AES-CBC', length: 256 };
  await enveloped.encrypt(cipher, new Uint8Array(plain).buffer, engine);
  const info = new ContentInfo({ contentType: ENVELOPED_DATA, content: enveloped.toSchema() });
  const schema: asn1js.Sequence = info.toSchema();
  return Buffer.from(schema.toBER(false));
}
