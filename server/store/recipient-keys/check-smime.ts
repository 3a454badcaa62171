import { X509Certificate } from 'node:crypto';
import { BasicConstraints, Certificate, ExtKeyUsage } from 'pkijs';
import type { CheckedKey } from './checked.ts';
import { refuseKey } from './checked.ts';

const MIN_RSA = 2048;
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const ANY_PURPOSE = '2.5.29.37.0';
const KEY_ENCIPHERMENT = 0x20;

/**
 * Reads a certificate and refuses one that could not protect this recipient's mail. Who issued it is not judged here:
 * it was handed over by or for the recipient, and revocation lists are not fetched.
 * @throws Failure KEY_UNUSABLE with `problem`: unreadable, private, expired, weak, sign-only, wrong-user-id, unsupported.
 */
export function checkSmime(material: string | Uint8Array, address: string, now: Date): CheckedKey {
  const text = typeof material === 'string' ? material : Buffer.from(material).toString('latin1');
  if (text.includes('PRIVATE KEY-----')) throw refuseKey('private');
  const certificate = parse(typeof material === 'string' ? material : Buffer.from(material));
  if (certificate.validToDate <= now) throw refuseKey('expired');
  if (certificate.validFromDate > now) throw refuseKey('not-yet-valid');
  if (!namesRecipient(certificate, address)) throw refuseKey('wrong-user-id');
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa') throw refuseKey('unsupported');
  if ((asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA) throw refuseKey('weak');
  if (!mayEncrypt(certificate)) throw refuseKey('sign-only');
  return {
    kind: 'smime',
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    material: new Uint8Array(certificate.raw),
    expiresAt: certificate.validToDate,
  };
}

function parse(material: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(material);
  } catch {
    throw refuseKey('unreadable');
  }
}

/** The whole address, from subjectAltName or the old subject field; never part of a name. */
function namesRecipient(certificate: X509Certificate, address: string): boolean {
  return certificate.checkEmail(address) !== undefined || certificate.checkEmail(address.toLowerCase()) !== undefined;
}

function mayEncrypt(certificate: X509Certificate): boolean {
  const parsed = Certificate.fromBER(new Uint8Array(certificate.raw).buffer);
  for (const extension of parsed.extensions ?? []) {
    const value: unknown = extension.parsedValue;
    if (extension.extnID === KEY_USAGE) {
      // A BIT STRING of tag, length, unused bits, then the first eight usages.
      const bits = new Uint8Array(extension.extnValue.valueBlock.valueHexView)[3] ?? 0;
      if ((bits & KEY_ENCIPHERMENT) === 0) return false;
    }
    if (extension.extnID === EXTENDED_KEY_USAGE && value instanceof ExtKeyUsage) {
      if (!value.keyPurposes.some((one) => one === EMAIL_PROTECTION || one === ANY_PURPOSE)) return false;
    }
    if (extension.extnID === BASIC_CONSTRAINTS && value instanceof BasicConstraints && value.cA) return false;
  }
  return true;
}
