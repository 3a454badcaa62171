import { addressParser } from 'postal-mime';
import { readEntity, splitSigned } from './entity.ts';
import { verifyPgp } from './verify-pgp.ts';
import { verifySmime } from './verify-smime.ts';

/** Who signed a mail, and whether that can be believed. */
export interface SignedBy {
  method: 'smime' | 'pgp';
  /** The one address in From, lower case; null when there is not exactly one. */
  from: string | null;
  /** SHA-256 of the certificate, or the key's fingerprint; empty when the signature names a key that is not there. */
  fingerprint: string;
  /** DER certificate, or binary OpenPGP key; empty likewise. */
  material: Uint8Array;
  /** The addresses the certificate or key is for, lower case. */
  addresses: readonly string[];
  /** S/MIME: whether the certificate leads to one of the authorities given, is its own issuer, or neither. */
  issuer: 'trusted' | 'self' | 'unknown' | null;
  /** Null: the signature is good and its key is good for the address in From. Otherwise what is wrong, a code. */
  problem: SignatureProblem | null;
}

export type SignatureProblem =
  /** Not to be read, or more than one signer. */
  | 'unreadable'
  /** It was changed on the way, or signed by another key than it says. */
  | 'bad-signature'
  /** A hash or a key that proves nothing any more. */
  | 'weak'
  | 'no-key'
  | 'expired'
  | 'revoked'
  | 'not-for-mail'
  /** The key is good, and not the one of the address in From. */
  | 'wrong-address';

export interface VerifyOptions {
  /** Epoch milliseconds at which keys must be good. */
  at: number;
  /** PEM certificates that may vouch for others. */
  authorities?: readonly string[];
  /** Binary OpenPGP keys that are known already; those that come with the mail are looked at besides. */
  pgpKeys?: readonly Uint8Array[];
}

/**
 * Looks at the signature of a whole mail (RFC 8551, RFC 3156). Null when it is not signed, or not in a way we know.
 * Untrusted input: it never throws for what is in it, and what it says of addresses must still be compared with whose
 * mail it is supposed to be.
 */
export async function verifySigned(message: Uint8Array, options: VerifyOptions): Promise<SignedBy | null> {
  const parts = splitSigned(message);
  if (!parts) return null;
  const from = fromOf(message);
  const found = parts.kind === 'pgp' ? await verifyPgp(parts, options) : await verifySmime(parts, options);
  const misfit = found.problem === null && (from === null || !found.addresses.includes(from));
  return { ...found, from, problem: misfit ? 'wrong-address' : found.problem };
}

/** Two From headers, or two addresses in one, are how one is shown and another is checked. */
function fromOf(message: Uint8Array): string | null {
  const headers = readEntity(message).headers.filter((one) => one.name === 'from');
  const parsed = headers.length === 1 ? addressParser(headers[0]!.value, { flatten: true }) : [];
  const address = parsed.length === 1 ? parsed[0]!.address : undefined;
  return address ? address.toLowerCase() : null;
}
