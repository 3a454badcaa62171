import { checkPgp } from './check-pgp.ts';
import { checkSmime } from './check-smime.ts';
import { type CheckedKey, MAX_KEY_BYTES, refuseKey } from './checked.ts';

/**
 * Reads what somebody handed over or a directory published: an OpenPGP public key, armored or binary, or a certificate
 * in PEM, DER or a PKCS#7 bundle. Its size is looked at before anything is parsed, and what is parsed is bounded.
 * @throws Failure KEY_UNUSABLE with `problem`, one of core/keys/problems.ts.
 */
export async function readKey(material: string | Uint8Array, address: string, now: Date): Promise<CheckedKey> {
  if (material.length > MAX_KEY_BYTES) throw refuseKey('too-large');
  const bytes = Buffer.from(material);
  return kindOf(bytes) === 'smime' ? checkSmime(bytes, address, now) : checkPgp(bytes, address, now);
}

/** A certificate begins as PEM or as a DER sequence; anything else must be a PGP key, or is refused as one. */
export function kindOf(material: Uint8Array): 'pgp' | 'smime' {
  const text = Buffer.from(material).toString('latin1');
  if (text.includes('-----BEGIN PGP')) return 'pgp';
  return material[0] === 0x30 || /-----BEGIN (?!PGP)[A-Z0-9 ]+-----/.test(text) ? 'smime' : 'pgp';
}
