import type { Attestation, DeliveryChoice, KeyState } from '../../server/core/keys/life.ts';
import { isKeyEnding, keyEndings } from '../../server/core/keys/problems.ts';
import type { TagTone } from '../ui/tag.tsx';

export const choiceWords: Readonly<Record<DeliveryChoice, { label: string; help: string }>> = {
  inbox: { label: 'Mailbox, by our policy', help: 'Nothing was chosen: the policy decides, message by message.' },
  portal: { label: 'Portal only', help: 'Every message waits in the portal; the mailbox gets the notice.' },
  'own-key': { label: 'Sealed with their own key', help: 'Never by TLS alone. Without a usable key: the portal.' },
};

export const stateWords: Readonly<Record<KeyState, { label: string; tone: TagTone }>> = {
  enrolled: { label: 'in use', tone: 'teal' },
  discovered: { label: 'found, in use where needed', tone: 'well' },
  pending: { label: 'possession not proven', tone: 'yellow' },
  waiting: { label: 'waits for confirmation', tone: 'orange' },
  unusable: { label: 'cannot be used', tone: 'red' },
  expired: { label: 'expired', tone: 'red' },
  revoked: { label: 'revoked', tone: 'red' },
  superseded: { label: 'over', tone: 'gray' },
};

export const sourceWords = {
  enrolled: 'Given by or for the recipient',
  dane: 'Found in signed DNS (DANE)',
  wkd: 'Found in the domain’s key directory (WKD)',
  'signed-mail': 'Taken from mail they signed',
} as const;

/** How whoever attests knows the key. What staff can choose; the others are only shown. */
export const attestationWords: Readonly<Record<Attestation, string>> = {
  'in-person': 'Handed over in person',
  'fingerprint-by-phone': 'Fingerprint compared by telephone',
  'signed-form': 'On a form they signed',
  'own-system': 'From a system of ours that holds it',
  'old-key': 'Approved with the key before it',
  demo: 'Made for the demo',
};
export const staffAttestations = ['in-person', 'fingerprint-by-phone', 'signed-form', 'own-system'] as const;
export type StaffAttestation = (typeof staffAttestations)[number];

/** Who brought something about, from the actor on record. */
export function actorWords(by: string | null): string {
  if (by?.startsWith('recipient:')) return 'the recipient';
  if (by?.startsWith('user:')) return 'staff';
  if (by?.startsWith('key:')) return 'an API key';
  return 'Stepwell';
}

export function problemWords(problem: string): string {
  return isKeyEnding(problem) ? keyEndings[problem] : problem;
}

/** In groups of four, as people compare them over the telephone. */
export function grouped(fingerprint: string): string {
  return fingerprint.toUpperCase().replaceAll(/(.{4})(?=.)/g, '$1 ');
}
