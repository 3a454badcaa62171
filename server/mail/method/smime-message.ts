import { readCertificate } from '../cms/certificate.ts';
import { envelop } from '../cms/enveloped.ts';
import { type SigningCertificate, signDetached } from '../cms/signed.ts';
import { BASE64, type Entity, assemble, base64Body, newBoundary, outerHeaders, part } from '../compose/mime.ts';
import { OUTER_SUBJECT, protectedEntity } from './protected.ts';
import { type SealedBytes, type SealingJob, failingAs, signForDomain } from './sealing.ts';

export interface SmimeJob extends SealingJob<SigningCertificate> {
  /** The policy asks for AES-256-GCM even where the certificate does not say that it can. */
  gcm: boolean;
}

/**
 * Signs, then encrypts (RFC 8551), the headers protected inside (RFC 9788). The signature is a multipart/signed within
 * the envelope, as Outlook, Apple Mail and Thunderbird themselves write it: all of them read it, and the content is not
 * encoded a second time, as it would be in an opaque signature.
 * @throws TaskFailed `encrypt`, `sign`, `dkim`.
 */
export async function smimeMessage(job: SmimeJob): Promise<SealedBytes> {
  const { content, dkim } = job;
  const { entity, algorithm } = smimeEntity(job);
  const out = await signForDomain(assemble(outerHeaders(content, OUTER_SUBJECT), entity), dkim, content.date);
  return { bytes: out.bytes, dkim: out.selectors, algorithm };
}

/** The signed and encrypted entity alone. `inside`: how many bytes were encrypted. */
export function smimeEntity({ content, signing, key, gcm }: Omit<SmimeJob, 'dkim'>): {
  entity: Entity;
  algorithm: string;
  inside: number;
} {
  const signed = failingAs('sign', () => signedEntity(protectedEntity(content), signing, content.date));
  const { der, type, algorithm } = failingAs('encrypt', () => envelop(signed, readCertificate(key.material), gcm));
  const headers = [
    `Content-Type: application/pkcs7-mime; smime-type=${type};\r\n name="smime.p7m"`,
    'Content-Disposition: attachment; filename="smime.p7m"',
    BASE64,
  ];
  const body = Buffer.concat([base64Body(der), Buffer.from('\r\n')]);
  return { entity: { headers, body }, algorithm, inside: signed.length };
}

function signedEntity(payload: Buffer, signing: SigningCertificate, at: number): Buffer {
  const boundary = newBoundary();
  return assemble(
    [
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature";' +
        `\r\n micalg=sha-256; boundary="${boundary}"`,
    ],
    {
      headers: [],
      body: Buffer.concat([
        Buffer.from(`--${boundary}\r\n`),
        payload,
        Buffer.from('\r\n'),
        part(
          boundary,
          [
            'Content-Type: application/pkcs7-signature; name="smime.p7s"',
            'Content-Disposition: attachment; filename="smime.p7s"',
            BASE64,
          ],
          base64Body(signDetached(payload, signing, at)),
        ),
        Buffer.from(`--${boundary}--\r\n`),
      ]),
    },
  );
}
