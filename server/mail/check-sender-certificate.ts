import { Failure } from '#core/failure.ts';
import { Certificate, ExtKeyUsage } from 'pkijs';
import { OID } from './cms/oids.ts';
import { IdentityUnreadable, readIdentity } from './cms/read-identity.ts';
import type { SenderKey } from './sender-keys.ts';

const MOST_BYTES = 256 << 10;
const MOST_OTHERS = 5;
const MIN_RSA = 2048;
const ANY_PURPOSE = '2.5.29.37.0';
/** digitalSignature or nonRepudiation, in the first byte of the usages. */
const MAY_SIGN = 0xc0;

/**
 * A certificate that somebody issued to the sender, out of a PEM or PKCS #12 file, found fit to sign the mail of this
 * address.
 * @throws Failure KEY_UNUSABLE with `problem`: too-large, unreadable, passphrase, old-encryption, no-key,
 * no-certificate, expired, not-yet-valid, wrong-address, weak, unsupported, not-for-mail.
 */
export async function checkSenderCertificate(
  { file, passphrase }: { file: Uint8Array; passphrase: string },
  address: string,
  now: number,
): Promise<SenderKey> {
  if (file.length > MOST_BYTES) throw refuse('too-large');
  const { own, others, privateKey } = await readIdentity(file, passphrase).catch((error: unknown) => {
    throw error instanceof IdentityUnreadable ? refuse(error.problem) : error;
  });
  if (own.validToDate.getTime() <= now) throw refuse('expired');
  if (own.validFromDate.getTime() > now) throw refuse('not-yet-valid');
  if (own.checkEmail(address) === undefined && own.checkEmail(address.toLowerCase()) === undefined)
    throw refuse('wrong-address');
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = own.publicKey;
  const curve = details?.namedCurve === 'prime256v1' || details?.namedCurve === 'secp384r1';
  if (type !== 'rsa' && !(type === 'ec' && curve)) throw refuse('unsupported');
  if (type === 'rsa' && (details?.modulusLength ?? 0) < MIN_RSA) throw refuse('weak');
  if (own.ca || !maySignMail(Certificate.fromBER(Uint8Array.from(own.raw).buffer))) throw refuse('not-for-mail');
  return {
    kind: 'smime',
    published: [own, ...others.slice(0, MOST_OTHERS)].map((one) => one.toString()).join(''),
    fingerprint: own.fingerprint256.replaceAll(':', '').toLowerCase(),
    privateKey: Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    source: 'uploaded',
    expiresAt: own.validToDate,
  };
}

function maySignMail({ extensions = [] }: Certificate): boolean {
  return extensions.every(({ extnID, extnValue, parsedValue }) => {
    if (extnID === OID.keyUsage) {
      // A BIT STRING of tag, length, unused bits, then the first eight usages.
      const usages = new Uint8Array(extnValue.valueBlock.valueHexView)[3] ?? 0;
      return (usages & MAY_SIGN) !== 0;
    }
    if (extnID !== OID.extendedKeyUsage || !(parsedValue instanceof ExtKeyUsage)) return true;
    return parsedValue.keyPurposes.some((one) => one === OID.emailProtection || one === ANY_PURPOSE);
  });
}

function refuse(problem: string): Failure {
  return new Failure('KEY_UNUSABLE', { problem }, sentences[problem]);
}

const sentences: Record<string, string> = {
  'too-large': 'The file is larger than any certificate.',
  unreadable: 'This is neither a PEM nor a PKCS #12 file.',
  passphrase: 'The passphrase is not right.',
  'old-encryption': 'The PKCS #12 file uses an encryption that is too old. Export it anew with AES-256, or as PEM.',
  'no-key': 'The file must hold exactly one private key.',
  'no-certificate': 'The file holds no certificate that belongs to its private key.',
  expired: 'The certificate has expired.',
  'not-yet-valid': 'The certificate is not valid yet.',
  'wrong-address': 'The certificate is for another address than the sender’s.',
  unsupported: 'Only certificates with an RSA, P-256 or P-384 key can sign here.',
  weak: 'The key is weaker than RSA 2048.',
  'not-for-mail': 'The certificate is not for signing mail.',
};
