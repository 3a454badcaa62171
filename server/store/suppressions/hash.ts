import { normalizeKey } from '#core/contact/normalize.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';

/** How an address stands in `suppressions`: keyed, so that it outlives the contact without naming them. Null for no address. */
export function suppressionHash(seal: Pick<Seal, 'lookup'>, email: AttributeValue | undefined): Uint8Array | null {
  const address = normalizeKey('email', email);
  return address === null ? null : seal.lookup('suppression', address);
}
