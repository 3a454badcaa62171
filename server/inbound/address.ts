import { type Addressed, COMMON_LOCALS } from '#core/inbound/addressed.ts';
import { readMessageAddress } from '#mail/compose/return-path.ts';
import type { Seal } from '#seal/seal.ts';

/** The addresses at which mail is taken at all: made here, or common ones of our domains. */
export interface OwnAddresses {
  domains: ReadonlySet<string>;
  /** Sender identities' own addresses, lower case. */
  identities: ReadonlySet<string>;
}

/** What an address made here, or made to look so, is for; null for any other. Whatever its domain: that may have gone since. */
export function tokenOf(seal: Pick<Seal, 'mac'>, recipient: string): Exclude<Addressed, { kind: 'common' }> | null {
  const made = readMessageAddress(seal, recipient);
  if (made === 'forged') return { kind: 'forged' };
  return made && { kind: made.purpose, lane: made.lane, messageId: made.messageId };
}

/** What a recipient is to us; null when there is no such mailbox, `relay` when not even the domain is ours. */
export function addressedTo(seal: Pick<Seal, 'mac'>, own: OwnAddresses, recipient: string): Addressed | 'relay' | null {
  const address = recipient.toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 1 || !own.domains.has(address.slice(at + 1))) return 'relay';
  const token = tokenOf(seal, address);
  if (token) return token;
  return COMMON_LOCALS.includes(address.slice(0, at)) || own.identities.has(address) ? { kind: 'common' } : null;
}
