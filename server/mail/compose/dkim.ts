import { dkimSign } from 'mailauth/lib/dkim/sign.js';

/** A sender domain's signing keys, opened from the seal. */
export interface DkimKeys {
  domain: string;
  keys: readonly { selector: string; algorithm: 'rsa' | 'ed25519'; privateKey: string }[];
}

/** Every header whose forging would matter; the two List-Unsubscribe ones must be signed (RFC 8058). */
const SIGNED = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
];

/**
 * Puts one DKIM-Signature per key in front of the message.
 * @throws Error when any key could not sign: a message that should be signed never leaves unsigned.
 */
export async function signDkim(
  message: Buffer,
  signer: DkimKeys,
  at: number,
): Promise<{ bytes: Buffer; selectors: string[] }> {
  const [first] = signer.keys;
  if (!first) throw new Error(`The sender domain ${signer.domain} has no DKIM key.`);
  const signed = await dkimSign(message, {
    // Its types ask for these; with signatureData given, that is what signs.
    signingDomain: signer.domain,
    selector: first.selector,
    privateKey: first.privateKey,
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(at),
    headerList: SIGNED,
    strict: true,
    signatureData: signer.keys.map((key) => ({
      signingDomain: signer.domain,
      selector: key.selector,
      privateKey: key.privateKey,
      algorithm: key.algorithm === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256',
    })),
  });
  const made = signed.signatures.match(/^DKIM-Signature:/gim)?.length ?? 0;
  const covers = /h=[^;]*from/i.test(signed.signatures);
  const [problem] = signed.errors;
  if (problem || made !== signer.keys.length || !covers) {
    throw new Error(
      `DKIM signing for ${signer.domain} failed (${problem?.err.code ?? `${made} of ${signer.keys.length} signatures`}).`,
    );
  }
  return {
    bytes: Buffer.concat([Buffer.from(signed.signatures), message]),
    selectors: signer.keys.map((key) => key.selector),
  };
}
