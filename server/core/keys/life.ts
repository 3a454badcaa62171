import type { KeyFact } from '../delivery/facts.ts';

/**
 * Where a recipient's key stands.
 *
 * - `pending`: uploaded; possession is not proven, and it is not used
 * - `waiting`: would replace an enrolled key; it is not used until staff, or the recipient with the old key, confirm it
 * - `enrolled`: given by the recipient, proven or attested; in use
 * - `discovered`: found in DNS, a directory or signed mail; in use while nothing is enrolled
 * - `unusable`, `expired`, `revoked`: was in use and cannot be; while it was the recipient's own, mail goes to the portal
 * - `superseded`: replaced, removed or refused; it counts for nothing
 */
export const keyStates = [
  'pending',
  'waiting',
  'enrolled',
  'discovered',
  'unusable',
  'expired',
  'revoked',
  'superseded',
] as const;
export type KeyState = (typeof keyStates)[number];

/** How it is known that the key is the recipient's. */
export const keyProofs = ['possession', 'attested'] as const;
export type KeyProof = (typeof keyProofs)[number];

/** Where whoever attests has the key from. `old-key`: the holder of the key before it said so. */
export const attestations = [
  'in-person',
  'fingerprint-by-phone',
  'signed-form',
  'own-system',
  'old-key',
  'demo',
] as const;
export type Attestation = (typeof attestations)[number];

export interface HeldKey {
  kind: KeyFact['kind'];
  fingerprint: string;
  source: KeyFact['source'];
  state: KeyState;
  problem: string | null;
}

/** What becomes of a key. `known`: nothing changes but what its newer copy says. `refused-before`: staff said no to it. */
export type Place = 'pending' | 'waiting' | 'enrolled' | 'discovered' | 'known' | 'revoked' | 'refused-before';

/** The recipient's own keys that still count, in use or not: what comes besides them is a replacement. */
function isOwn({ source, state }: HeldKey): boolean {
  return source === 'enrolled' && (state === 'enrolled' || isEnded(state));
}

function isEnded(state: KeyState): boolean {
  return state === 'unusable' || state === 'expired' || state === 'revoked';
}

/**
 * Where a key handed over by or for the recipient comes to stand. An expired or lost key is replaced by the same rule
 * as one in use: else waiting for it to expire would be a way around the confirmation.
 * @param proof null: possession is yet to be proven.
 * @param confirmed staff, or the holder of the old key, said that it may replace what is there.
 */
export function placeUploaded(
  held: readonly HeldKey[],
  key: Pick<HeldKey, 'kind' | 'fingerprint'>,
  { proof, confirmed }: { proof: KeyProof | null; confirmed: boolean },
): Place {
  const same = held.find((one) => one.kind === key.kind && one.fingerprint === key.fingerprint);
  // An older copy without the revocation must not bring it back.
  if (same?.problem === 'revoked') return 'revoked';
  if (same?.state === 'enrolled') return 'known';
  if (proof === null) return same?.state === 'waiting' && same.source === 'enrolled' ? 'known' : 'pending';
  const replaces = held.some((one) => isOwn(one) && one !== same);
  return replaces && !confirmed ? 'waiting' : 'enrolled';
}

const trust: Record<KeyFact['source'], number> = { enrolled: 0, dane: 1, wkd: 2, 'signed-mail': 3 };

/** Where a key that was found comes to stand. It never takes the place of an enrolled one by itself. */
export function placeFound(
  held: readonly HeldKey[],
  key: Pick<HeldKey, 'kind' | 'fingerprint' | 'source'>,
): Place | 'ignored' {
  const same = held.find((one) => one.kind === key.kind && one.fingerprint === key.fingerprint);
  if (same) {
    if (same.state === 'enrolled' || same.state === 'pending' || same.state === 'waiting') return 'known';
    if (same.state === 'discovered') return trust[key.source] < trust[same.source] ? 'discovered' : 'known';
    if (same.problem === 'refused') return 'refused-before';
    // Renewed: what was found before has a later end now. Anything else that ended it still holds.
    if (same.state !== 'expired' || same.source === 'enrolled') return 'ignored';
  }
  return held.some((one) => isOwn(one)) ? 'waiting' : 'discovered';
}

/** Found keys that one found now takes the place of: the same kind from the same source, or from a less trusted one. */
export function displaced<T extends HeldKey>(
  held: readonly T[],
  key: Pick<HeldKey, 'kind' | 'fingerprint' | 'source'>,
): T[] {
  return held.filter(
    (one) =>
      one.state === 'discovered' &&
      one.kind === key.kind &&
      one.fingerprint !== key.fingerprint &&
      trust[one.source] >= trust[key.source],
  );
}

/** How a recipient wants to be written to. `inbox`: as the organization's policy decides. `own-key`: never TLS alone. */
export const deliveryChoices = ['inbox', 'portal', 'own-key'] as const;
export type DeliveryChoice = (typeof deliveryChoices)[number];

/** From where keys may be discovered. Public keyservers are not among them: asking one about a patient is a disclosure. */
export interface KeySources {
  dane: boolean;
  wkd: boolean;
  signedMail: boolean;
}
