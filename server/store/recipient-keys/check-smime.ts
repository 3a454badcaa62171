import { X509Certificate } from 'node:crypto';
import { BasicConstraints, Certificate, ExtKeyUsage } from 'pkijs';
import { Failure } from '#core/failure.ts';
import type { KeyRefusal } from '#core/keys/problems.ts';
import { certificatesIn } from './certificates-in.ts';
import { type CheckedKey, RSA_BITS, refuseKey } from './checked.ts';

const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const ANY_PURPOSE = '2.5.29.37.0';
/** Bits of keyUsage (RFC 5280 4.2.1.3): who encrypts to RSA enciphers a key, who encrypts to EC agrees on one. */
const USAGE = { rsa: 0x20, ec: 0x08 };
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
/** A person's certificate with all that issued it. */
const MOST_CERTIFICATES = 10;

/**
 * Reads a certificate (PEM, DER, or a PKCS#7 bundle with those that issued it) and refuses one that could not protect
 * this recipient's mail. Who issued it is not judged: trust comes from the proof of possession, an attestation, DNSSEC,
 * or (for one from signed mail) from a chain that was verified there. CRLs and OCSP are not asked.
 * @throws Failure KEY_UNUSABLE with `problem`.
 */
export function checkSmime(material: string | Uint8Array, address: string, now: Date): CheckedKey {
  const all = certificatesIn(Buffer.from(material));
  if (all.length > MOST_CERTIFICATES) throw refuseKey('too-many-keys');
  const people = all.filter((one) => !one.ca);
  const judged = (people.length > 0 ? people : all).map((certificate) => ({
    certificate,
    problem: problemOf(certificate, address, now),
  }));
  // Many have two, one to sign with and one to be encrypted to: the other's problem is none.
  const fit = judged.filter(({ problem }) => problem === null);
  if (fit.length > 1) throw refuseKey('too-many-keys');
  const [chosen] = fit.length === 1 ? fit : judged.toSorted((a, b) => rank(a.problem) - rank(b.problem));
  if (!chosen) throw refuseKey('unreadable');
  const fingerprint = chosen.certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  if (chosen.problem) throw refuseKey(chosen.problem, fingerprint);
  return {
    kind: 'smime',
    fingerprint,
    material: new Uint8Array(chosen.certificate.raw),
    expiresAt: chosen.certificate.validToDate,
  };
}

/** Of several that are unfit, the one closest to being meant says why. */
function rank(problem: KeyRefusal | null): number {
  return problem === 'wrong-san' ? 2 : problem === 'sign-only' ? 1 : 0;
}

function problemOf(certificate: X509Certificate, address: string, now: Date): KeyRefusal | null {
  if (certificate.ca) return 'authority';
  if (!namesRecipient(certificate, address)) return 'wrong-san';
  if (certificate.validToDate <= now) return 'expired';
  if (certificate.validFromDate > now) return 'not-yet-valid';
  const algorithm = algorithmOf(certificate);
  if (algorithm !== 'rsa' && algorithm !== 'ec') return algorithm;
  return mayEncrypt(certificate, USAGE[algorithm]);
}

function algorithmOf(certificate: X509Certificate): 'rsa' | 'ec' | KeyRefusal {
  let key: X509Certificate['publicKey'];
  try {
    key = certificate.publicKey;
  } catch {
    return 'unsupported';
  }
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength < RSA_BITS.least) return 'weak';
      return modulusLength > RSA_BITS.most ? 'unsupported' : 'rsa';
    case 'ec':
      return CURVES.has(namedCurve) ? 'ec' : 'weak';
    case 'dsa':
      return 'weak';
    case 'ed25519':
    case 'ed448':
    case 'rsa-pss':
      return 'sign-only';
    default:
      return 'unsupported';
  }
}

/** The whole address: an rfc822Name of subjectAltName or, where it has none, emailAddress of the subject. */
function namesRecipient(certificate: X509Certificate, address: string): boolean {
  return certificate.checkEmail(address) !== undefined || certificate.checkEmail(address.toLowerCase()) !== undefined;
}

function mayEncrypt(certificate: X509Certificate, usage: number): KeyRefusal | null {
  let parsed: Certificate;
  try {
    parsed = Certificate.fromBER(new Uint8Array(certificate.raw).buffer);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    return 'unreadable';
  }
  for (const extension of parsed.extensions ?? []) {
    const value: unknown = extension.parsedValue;
    if (extension.extnID === KEY_USAGE) {
      // A BIT STRING of tag, length, unused bits, then the first eight usages.
      const bits = new Uint8Array(extension.extnValue.valueBlock.valueHexView)[3] ?? 0;
      if ((bits & usage) === 0) return 'sign-only';
    }
    if (extension.extnID === EXTENDED_KEY_USAGE && value instanceof ExtKeyUsage) {
      if (!value.keyPurposes.some((one) => one === EMAIL_PROTECTION || one === ANY_PURPOSE)) return 'sign-only';
    }
    if (extension.extnID === BASIC_CONSTRAINTS && value instanceof BasicConstraints && value.cA) return 'authority';
  }
  return null;
}
