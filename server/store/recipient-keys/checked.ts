import { Failure } from '#core/failure.ts';
import { type KeyRefusal, keyRefusals } from '#core/keys/problems.ts';

/** A recipient key found fit, in the form it is kept: binary OpenPGP, or a DER certificate. */
export interface CheckedKey {
  kind: 'pgp' | 'smime';
  fingerprint: string;
  material: Uint8Array;
  expiresAt: Date | null;
}

/** Bytes: larger than any key that is meant for one person, and parsed in well under a second. */
export const MAX_KEY_BYTES = 128 << 10;
/** RSA moduli in bits: below, too weak; above, only good for keeping us busy. */
export const RSA_BITS = { least: 2048, most: 8192 };

/** @param fingerprint of the key refused, where it could be read: so that one held already can be told of. */
export function refuseKey(problem: KeyRefusal, fingerprint?: string): Failure {
  return new Failure('KEY_UNUSABLE', { problem, ...(fingerprint ? { fingerprint } : {}) }, keyRefusals[problem]);
}

/** Addresses are compared as everywhere in the product: without case. Never a part of one. */
export function sameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
