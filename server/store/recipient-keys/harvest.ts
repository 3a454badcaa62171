import type { KeySources } from '#core/keys/life.ts';
import { sameAddress } from './checked.ts';
import type { KeyDeps } from './enroll.ts';
import { holdKeys } from './hold.ts';
import { type FoundOutcome, keepFoundKey } from './keep-found.ts';

/** What is known of who signed an inbound mail, as the check of its signature says, and of who sent it. */
export interface VerifiedSigner {
  method: 'smime' | 'pgp';
  /** DER certificate whose key made the signature over the whole mail. */
  material: Uint8Array;
  /** Whether the certificate leads to an authority that is trusted. */
  issuer: 'trusted' | 'self' | 'unknown' | null;
  /** Null: the signature is good, and its key is good for the address in From. */
  problem: string | null;
  /** The one address in From; null when there is not exactly one. */
  from: string | null;
  /** SPF or DKIM aligned with From passed: a signature alone does not say who sent the mail. */
  fromAligned: boolean;
}

/**
 * Takes the certificate of a mail that the contact signed. Here, unlike for one that is uploaded, nobody proves or
 * attests anything: so the chain must be trusted, the sender authenticated, and the address the contact's own.
 */
export async function harvestCertificate(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  signer: VerifiedSigner,
  sources: KeySources,
): Promise<FoundOutcome> {
  if (!sources.signedMail) return { outcome: 'refused', problem: 'source-off' };
  if (signer.method !== 'smime') return { outcome: 'refused', problem: 'unsupported' };
  if (signer.problem !== null) return { outcome: 'refused', problem: signer.problem };
  if (signer.issuer !== 'trusted') return { outcome: 'refused', problem: 'untrusted-issuer' };
  const { email } = await holdKeys(deps.db.sql, deps.seal, contact);
  const own = email !== null && signer.from !== null && sameAddress(email, signer.from);
  if (!own || !signer.fromAligned) return { outcome: 'refused', problem: 'wrong-san' };
  return keepFoundKey(deps, contact, { source: 'signed-mail', material: signer.material });
}
