import { randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  ExtKeyUsage,
  Extension,
  GeneralName,
  GeneralNames,
} from 'pkijs';

const engine = new CryptoEngine({ name: 'node', crypto: globalThis.crypto });
const COMMON_NAME = '2.5.4.3';
const OID = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  emailProtection: '1.3.6.1.5.5.7.3.4',
};

/** A certificate and its private key, PEM. */
export interface Identity {
  certificate: string;
  privateKey: string;
}

export type CertificateKind =
  | { kind: 'authority'; name: string }
  | { kind: 'host'; name: string }
  | { kind: 'email'; address: string };

/** Makes a key pair and a certificate for it, signed by `issuer`, or by itself when there is none. */
export async function makeIdentity(
  what: CertificateKind,
  issuer: Identity | null,
  valid: { from: number; days: number },
): Promise<Identity> {
  // RSA for mail, because that is what mail programs can decrypt with; the smaller curve for the rest.
  const keys =
    what.kind === 'email'
      ? await globalThis.crypto.subtle.generateKey(
          { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
          true,
          ['encrypt', 'decrypt'],
        )
      : await globalThis.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const certificate = new Certificate({ version: 2 });
  certificate.serialNumber = new asn1js.Integer({ valueHex: serial() });
  setName(certificate.subject, what.kind === 'email' ? what.address : what.name);
  if (issuer) certificate.issuer = pemCertificate(issuer.certificate).subject;
  else setName(certificate.issuer, what.kind === 'email' ? what.address : what.name);
  certificate.notBefore.value = new Date(valid.from);
  certificate.notAfter.value = new Date(valid.from + valid.days * 86_400_000);
  certificate.extensions = extensionsOf(what);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  await certificate.sign(issuer ? await signingKey(issuer) : keys.privateKey, 'SHA-256', engine);
  const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: pem('CERTIFICATE', new Uint8Array(certificate.toSchema().toBER(false))),
    privateKey: pem('PRIVATE KEY', new Uint8Array(pkcs8)),
  };
}

export function pemCertificate(text: string): Certificate {
  return Certificate.fromBER(new Uint8Array(derOf(text)).buffer);
}

export function derOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
}

function extensionsOf(what: CertificateKind): Extension[] {
  const isAuthority = what.kind === 'authority';
  // keyUsage bits: authority keyCertSign + cRLSign; host digitalSignature; mail keyEncipherment.
  const usage = { authority: [0x06, 1], host: [0x80, 7], email: [0x20, 5] }[what.kind] as [number, number];
  const extensions = [
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: isAuthority }).toSchema()),
    extension(
      OID.keyUsage,
      true,
      new asn1js.BitString({ valueHex: Uint8Array.of(usage[0]).buffer, unusedBits: usage[1] }),
    ),
  ];
  if (what.kind === 'authority') return extensions;
  const purpose = what.kind === 'host' ? OID.serverAuth : OID.emailProtection;
  const name =
    what.kind === 'host'
      ? new GeneralName({ type: 2, value: what.name })
      : new GeneralName({ type: 1, value: what.address });
  return [
    ...extensions,
    extension(OID.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [purpose] }).toSchema()),
    extension(OID.subjectAltName, false, new GeneralNames({ names: [name] }).toSchema()),
  ];
}

function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function setName(to: Certificate['subject'], name: string): void {
  to.typesAndValues.push(
    new AttributeTypeAndValue({ type: COMMON_NAME, value: new asn1js.Utf8String({ value: name }) }),
  );
}

function signingKey(issuer: Identity): Promise<CryptoKey> {
  return globalThis.crypto.subtle.importKey(
    'pkcs8',
    new Uint8Array(derOf(issuer.privateKey)),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
}

function serial(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16));
  // Positive, without a leading zero.
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.buffer;
}

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
