import { X509Certificate } from 'node:crypto';
import { OctetString } from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, ExtKeyUsage, SignedData, setEngine } from 'pkijs';
import { OID } from '../cms/oids.ts';
import type { SignedParts } from './entity.ts';
import type { SignatureProblem, SignedBy, VerifyOptions } from './verify-signed.ts';

const engine = new CryptoEngine({ name: 'node', crypto: globalThis.crypto });
// Checking a signature asks for the engine of the whole program.
setEngine('node', engine);

const STRONG_HASHES = new Set(['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
const ANY_PURPOSE = '2.5.29.37.0';
const MIN_RSA = 2048;
const LONGEST_CHAIN = 6;

type Found = Omit<SignedBy, 'from'>;

/** Checks a CMS signature with one signer, whose certificate comes with it. */
export async function verifySmime(parts: SignedParts, { at, authorities = [] }: VerifyOptions): Promise<Found> {
  let data: SignedData;
  let content: Uint8Array;
  try {
    const info = ContentInfo.fromBER(Uint8Array.from(parts.signature).buffer);
    data = new SignedData({ schema: info.content });
    content = parts.kind === 'smime' ? parts.signed : contentOf(data);
  } catch {
    return unknown('unreadable');
  }
  const [signer, another] = data.signerInfos;
  if (!signer || another) return unknown('unreadable');
  const result = await data
    .verify({ signer: 0, data: Uint8Array.from(content).buffer, checkChain: false, extendedMode: true }, engine)
    .catch((error: unknown) => error);
  const certificate = certificateIn(result);
  if (!certificate) return unknown('no-key');
  const own = parsed(certificate);
  if (!own) return unknown('unreadable');
  const verified = typeof result === 'object' && result !== null && 'signatureVerified' in result;
  const good = verified && result.signatureVerified === true;
  return {
    method: 'smime',
    fingerprint: own.fingerprint256.replaceAll(':', '').toLowerCase(),
    material: Uint8Array.from(own.raw),
    addresses: addressesOf(own),
    issuer: issuerOf(own, others(data), authorities, at),
    problem: good ? unfit(own, certificate, signer.digestAlgorithm.algorithmId, at) : 'bad-signature',
  };
}

/** Null for one that our parser takes and OpenSSL does not: then nothing can be said of whose it is. */
function parsed(certificate: Certificate): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(certificate.toSchema().toBER()));
  } catch {
    return null;
  }
}

function unknown(problem: SignatureProblem): Found {
  return { method: 'smime', fingerprint: '', material: new Uint8Array(), addresses: [], issuer: null, problem };
}

function contentOf(data: SignedData): Uint8Array {
  const inside = data.encapContentInfo.eContent;
  if (!(inside instanceof OctetString)) throw new Error('There is nothing inside.');
  return new Uint8Array(inside.getValue());
}

/** The signer's certificate is in what `verify` answers, and in what it throws. */
function certificateIn(result: unknown): Certificate | null {
  if (typeof result !== 'object' || result === null || !('signerCertificate' in result)) return null;
  return result.signerCertificate instanceof Certificate ? result.signerCertificate : null;
}

function unfit(own: X509Certificate, parsed: Certificate, hash: string, at: number): SignatureProblem | null {
  const { asymmetricKeyType, asymmetricKeyDetails } = own.publicKey;
  if (!STRONG_HASHES.has(hash)) return 'weak';
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA) return 'weak';
  if (own.validToDate.getTime() <= at || own.validFromDate.getTime() > at) return 'expired';
  for (const { extnID, parsedValue } of parsed.extensions ?? []) {
    const purposes =
      extnID === OID.extendedKeyUsage && parsedValue instanceof ExtKeyUsage ? parsedValue.keyPurposes : null;
    if (purposes && !purposes.includes(OID.emailProtection) && !purposes.includes(ANY_PURPOSE)) return 'not-for-mail';
  }
  return own.ca && own.subject !== own.issuer ? 'not-for-mail' : null;
}

/** From subjectAltName, or from the subject where there is none. */
function addressesOf(own: X509Certificate): string[] {
  const names = [...(own.subjectAltName ?? '').matchAll(/(?:^|, )email:([^,"\s]+)/g)].map((one) => one[1]!);
  const old = /^emailAddress=(\S+)$/m.exec(own.subject)?.[1];
  const claimed = names.length > 0 ? names : old ? [old] : [];
  // The text form is for people: each is asked for once more, whole.
  return [...new Set(claimed.filter((one) => own.checkEmail(one) !== undefined).map((one) => one.toLowerCase()))];
}

function others(data: SignedData): X509Certificate[] {
  return (data.certificates ?? []).flatMap((one) => (one instanceof Certificate ? (parsed(one) ?? []) : []));
}

/** Follows the issuers, each checked by its key and its validity, until one that is trusted. */
function issuerOf(
  own: X509Certificate,
  given: readonly X509Certificate[],
  authorities: readonly string[],
  at: number,
): SignedBy['issuer'] {
  const trusted = authorities.map((one) => new X509Certificate(one));
  const issued = (by: X509Certificate, one: X509Certificate) =>
    by.ca && one.checkIssued(by) && one.verify(by.publicKey) && by.validToDate.getTime() > at;
  let last = own;
  for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
    const current = last;
    if (trusted.some((one) => one.fingerprint256 === current.fingerprint256 || issued(one, current))) return 'trusted';
    const next = given.find((one) => one.fingerprint256 !== current.fingerprint256 && issued(one, current));
    if (!next) break;
    last = next;
  }
  return own.checkIssued(own) && own.verify(own.publicKey) ? 'self' : 'unknown';
}
