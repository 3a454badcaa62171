import { ENVELOPE_FLOOR, reaches, tlsFloor } from './assurance.ts';
import type { Assurance, Decision, DecisionReason, DeliveryFacts, Method } from './facts.ts';
import { bestKey, enrolledKeys } from './keys.ts';
import { rejectedMethods } from './rejected.ts';

/**
 * The selector's table (delivery.md): the first row that applies decides. Pure and total. Nothing here can answer
 * "plain": `tls` means authenticated to the class's floor in the session measured, and doubt means hold.
 *
 * Nothing leaves, not even a notice or a sealed envelope, on a connection below T1 or under suspicion of an attack: the
 * answer is then `hold` with the method it would have been (`portal`: the message waits there) and an alert.
 */
export function decide(facts: DeliveryFacts): Decision {
  for (const row of rows) {
    const chosen = row(facts);
    if (chosen) return decision(facts, chosen);
  }
  return decision(facts, hold('12', 'NO_SAFE_METHOD'));
}

type Choice = Pick<Decision, 'action' | 'row' | 'reason'> & Partial<Omit<Decision, 'rejected'>>;
type Row = (facts: DeliveryFacts) => Choice | null;

const rows: readonly Row[] = [
  ({ suppressed }) => (suppressed ? { action: 'none', row: '0', reason: 'SUPPRESSED' } : null),
  ({ permitted }) => (permitted ? null : { action: 'none', row: '0', reason: 'NO_AUTHORIZATION' }),
  ({ address }) => (address === 'invalid' ? { action: 'none', row: '1', reason: 'INVALID_ADDRESS' } : null),
  ({ address }) => (address === 'null-mx' ? { action: 'none', row: '1', reason: 'NULL_MX' } : null),
  ({ policy, phi }) => (policy === null || phi === null ? hold('2', 'POLICY_UNAVAILABLE') : null),
  (facts) => (facts.portalOnly || facts.policy?.portalOnly ? portal(facts, '3', 'PREF_PORTAL') : null),
  (facts) =>
    facts.sealedOnly || facts.policy?.sealedOnly
      ? (sealed(facts, '3b', 'SEALED_ONLY', 'any') ?? portal(facts, '3b', 'SEALED_ONLY'))
      : null,
  (facts) =>
    facts.suspectedMitm
      ? (sealed(facts, '4', 'SUSPECTED_MITM', 'enrolled') ?? portal(facts, '4', 'SUSPECTED_MITM'))
      : null,
  (facts) => sealed(facts, '5', 'PREF_E2E', 'enrolled'),
  (facts) => (enrolledKeys(facts).length > 0 ? portal(facts, '5b', 'KEY_UNUSABLE') : null),
  (facts) => (facts.phi === 'P3' ? sealed(facts, '6', 'AT_REST_REQUIRED', 'any') : null),
  (facts) => (facts.phi === 'P3' ? portal(facts, '7', 'AT_REST_REQUIRED_NO_KEY') : null),
  tls,
  (facts) => (reaches(facts.assurance, ENVELOPE_FLOOR) ? sealed(facts, '9', 'E2E_DISCOVERED', 'any') : null),
  ({ tlsExclusive }) =>
    tlsExclusive ? { action: 'drop', method: 'drop', row: '10', reason: 'TLS_EXCLUSIVE_DROP' } : null,
  (facts) => (mayNotify(facts) && facts.policy?.portalEnabled ? portal(facts, '11', 'FALLBACK_PORTAL') : null),
];

/** Which T was reached is in the reason, for the audit and for the figures. */
const tlsReasons: Record<Exclude<Assurance, 'T0'>, DecisionReason> = {
  T1: 'TLS_T1',
  T2: 'TLS_T2',
  T3: 'TLS_T3',
  T4: 'TLS_T4',
};

function tls({ phi, policy, assurance, relayUnproven }: DeliveryFacts): Choice | null {
  const floor = phi === null || policy === null ? null : tlsFloor(phi, policy);
  // What a relay does after us is not seen here, whatever the connection to it proved.
  if (relayUnproven && !reaches(ENVELOPE_FLOOR, floor ?? 'T4')) return null;
  if (floor === null || assurance === 'T0' || !reaches(assurance, floor)) return null;
  return { action: 'send', method: 'tls', row: '8', reason: tlsReasons[assurance] };
}

/** Sealing to the best key there is; null when there is none. */
function sealed(facts: DeliveryFacts, row: string, reason: DecisionReason, from: 'enrolled' | 'any'): Choice | null {
  const key = bestKey(facts, from);
  if (!key) return null;
  const method: Method = key.kind;
  const safe = reaches(facts.assurance, ENVELOPE_FLOOR) && !facts.suspectedMitm;
  if (safe) return { action: 'send', method, row, reason, fingerprint: key.fingerprint };
  return { action: 'hold', method, row, reason, fingerprint: key.fingerprint, alert: true };
}

/** The portal with its notice; waiting there without one where it may not be mailed; hold where there is no portal. */
function portal(facts: DeliveryFacts, row: string, reason: DecisionReason): Choice {
  if (!facts.policy?.portalEnabled) return hold(row === '4' ? row : '12', row === '4' ? reason : 'NO_SAFE_METHOD');
  if (mayNotify(facts)) return { action: 'send', method: 'portal', row, reason, notice: true };
  return { action: 'hold', method: 'portal', row, reason, alert: true };
}

/** Whoever says the notice can be delivered, the session measured must bear it out. */
function mayNotify({ noticeDeliverable, assurance, suspectedMitm }: DeliveryFacts): boolean {
  return noticeDeliverable && reaches(assurance, ENVELOPE_FLOOR) && !suspectedMitm;
}

function hold(row: string, reason: DecisionReason): Choice {
  return { action: 'hold', row, reason, alert: true };
}

function decision(facts: DeliveryFacts, choice: Choice): Decision {
  const method = choice.method ?? null;
  return {
    action: choice.action,
    method,
    row: choice.row,
    reason: choice.reason,
    fingerprint: choice.fingerprint ?? null,
    notice: choice.notice ?? false,
    alert: (choice.alert ?? false) || facts.suspectedMitm,
    rejected: rejectedMethods(facts, method, choice.row, choice.reason),
  };
}
