import type { KeySources } from '#core/keys/life.ts';
import { addressHash } from './address-hash.ts';
import type { KeyDeps } from './enroll.ts';
import { holdKeys } from './hold.ts';
import { type FoundOutcome, keepFoundKey } from './keep-found.ts';

/** What is known of an inbound mail whose S/MIME signature was verified. */
export interface VerifiedSigner {
  /** DER of the certificate whose key made the signature; the signature over the whole mail was good. */
  certificate: Uint8Array;
  /** Its chain ends at an authority that is trusted for e-mail, at the time of signing. */
  chainTrusted: boolean;
  /** The From address, and whether SPF or DKIM aligned with it passed: a signature says nothing of who sent the mail. */
  from: string;
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
  if (!signer.chainTrusted) return { outcome: 'refused', problem: 'untrusted-issuer' };
  const { email } = await holdKeys(deps.db.sql, deps.seal, contact);
  const [own, from] = [email ?? '', signer.from].map((one) => Buffer.from(addressHash(deps.seal, one)));
  if (email === null || !signer.fromAligned || !own!.equals(from!)) return { outcome: 'refused', problem: 'wrong-san' };
  return keepFoundKey(deps, contact, { source: 'signed-mail', material: signer.certificate });
}
