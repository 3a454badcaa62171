import type { Seal } from '#seal/seal.ts';

/** Keyed hash of an address, by which a key's row remembers whose it is. Without case, as addresses are compared. */
export function addressHash(seal: Pick<Seal, 'mac'>, address: string): Uint8Array {
  return seal.mac('recipient-key', address.trim().toLowerCase());
}
