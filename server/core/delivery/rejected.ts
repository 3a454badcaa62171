import { ENVELOPE_FLOOR, reaches, tlsFloor } from './assurance.ts';
import { type Decision, type DecisionReason, type DeliveryFacts, type KeyFact, type Method, methods } from './facts.ts';
import { enrolledKeys } from './keys.ts';

/** Every method not chosen, each with the first thing that spoke against it: the audit record and the forecast. */
export function rejectedMethods(
  facts: DeliveryFacts,
  chosen: Method | null,
  row: string,
  reason: DecisionReason,
): Decision['rejected'] {
  return methods
    .filter((method) => method !== chosen)
    .map((method) => ({ method, reason: early.has(row) ? reason : against(method, facts, chosen, row) }));
}

/** Rows at which nothing about the connection or keys was looked at yet. */
const early = new Set(['0', '1', '2']);

function against(method: Method, facts: DeliveryFacts, chosen: Method | null, row: string): string {
  switch (method) {
    case 'tls':
      return againstTls(facts, row);
    case 'smime':
    case 'pgp':
      return againstKey(method, facts, chosen, row);
    case 'portal':
      return againstPortal(facts, chosen);
    case 'drop':
      return facts.tlsExclusive ? 'BETTER_METHOD' : 'NOT_TLS_EXCLUSIVE';
    default:
      return method satisfies never;
  }
}

function againstTls({ phi, policy, assurance, relayUnproven }: DeliveryFacts, row: string): string {
  if (row === '3') return 'PREF_PORTAL';
  if (row === '3b') return 'SEALED_ONLY';
  if (row === '4') return 'SUSPECTED_MITM';
  const floor = phi === null || policy === null ? null : tlsFloor(phi, policy);
  if (floor === null) return 'CLASS_NEVER_TLS';
  if (relayUnproven && !reaches(ENVELOPE_FLOOR, floor)) return 'RELAY_UNPROVEN';
  if (!reaches(assurance, floor)) return `BELOW_FLOOR_${floor}`;
  return row === '5' ? 'KEY_PREFERRED' : 'SEALING_REQUIRED';
}

function againstKey(kind: KeyFact['kind'], facts: DeliveryFacts, chosen: Method | null, row: string): string {
  const keys = facts.keys.filter((key) => key.kind === kind);
  if (keys.length === 0) return 'NO_KEY';
  const enrolledAny = enrolledKeys(facts).length > 0;
  const usable = keys.filter((key) => key.usable);
  if (usable.length === 0) return `KEY_UNUSABLE_${(keys[0]?.problem ?? 'unknown').toUpperCase().replaceAll('-', '_')}`;
  if (row === '3') return 'PREF_PORTAL';
  const enrolled = usable.some(({ source }) => source === 'enrolled');
  if (!enrolled && facts.suspectedMitm) return 'SUSPECTED_MITM';
  if (!enrolled && enrolledAny) return 'KEY_UNCONFIRMED';
  if (chosen === 'smime' || chosen === 'pgp') return 'OTHER_KEY_PREFERRED';
  if (chosen === 'tls') return 'TLS_SUFFICES';
  return reaches(facts.assurance, ENVELOPE_FLOOR) ? 'BETTER_METHOD' : 'ENVELOPE_BELOW_T1';
}

function againstPortal(facts: DeliveryFacts, chosen: Method | null): string {
  if (!facts.policy?.portalEnabled) return 'PORTAL_DISABLED';
  if (chosen === 'tls') return 'TLS_SUFFICES';
  if (chosen === 'smime' || chosen === 'pgp') return 'KEY_PREFERRED';
  if (chosen === 'drop') return 'TLS_EXCLUSIVE';
  return 'NOTICE_UNDELIVERABLE';
}
