import { X509Certificate } from 'node:crypto';
import { Certificate, ContentInfo, SignedData } from 'pkijs';
import { refuseKey } from './checked.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;

/**
 * The certificates of a file, in its order: one or more in PEM, one in DER, or a PKCS#7 bundle in either.
 * @throws Failure KEY_UNUSABLE: unreadable, or private when a private key (PKCS#1, #8, SEC 1, or a .p12) is in it.
 */
export function certificatesIn(file: Buffer): X509Certificate[] {
  const text = file.toString('latin1');
  if (text.includes('PRIVATE KEY-----')) throw refuseKey('private');
  const blocks = [...text.matchAll(PEM)];
  const found =
    blocks.length > 0
      ? blocks.flatMap(([, label = '', body = '']) => {
          if (!/CERTIFICATE|PKCS7|CMS/.test(label)) return [];
          return inDer(Buffer.from(body, 'base64'));
        })
      : inDer(file);
  if (found.length === 0) throw refuseKey('unreadable');
  return found;
}

function inDer(der: Buffer): X509Certificate[] {
  if (looksPrivate(der)) throw refuseKey('private');
  try {
    return [new X509Certificate(der)];
  } catch {
    return inBundle(der);
  }
}

function inBundle(der: Buffer): X509Certificate[] {
  try {
    const info = ContentInfo.fromBER(new Uint8Array(der).buffer);
    if (info.contentType !== SIGNED_DATA) throw refuseKey('unreadable');
    const { certificates = [] } = new SignedData({ schema: info.content as unknown });
    return certificates.flatMap((one) =>
      one instanceof Certificate ? [new X509Certificate(Buffer.from(one.toSchema(true).toBER(false)))] : [],
    );
  } catch {
    throw refuseKey('unreadable');
  }
}

/** A DER sequence that begins with a small integer is no certificate: PKCS#1 and #8 begin with 0, SEC 1 with 1, .p12 with 3. */
function looksPrivate(der: Buffer): boolean {
  if (der[0] !== 0x30 || der.length < 8) return false;
  const long = (der[1] ?? 0) & 0x80 ? (der[1] ?? 0) & 0x7f : 0;
  return der[2 + long] === 0x02 && der[3 + long] === 0x01 && (der[4 + long] ?? 9) <= 3;
}
