import type { PhiClass } from '../phi.ts';
import { type Assurance, assurances, type DeliveryPolicy } from './facts.ts';

const tlsClasses = ['P0', 'P1', 'P2'] as const;

/**
 * The lowest assurance at which TLS alone may carry this class; null: never. Policy can raise these and never lower them,
 * and a class never needs less than a lower one.
 */
export function tlsFloor(phi: PhiClass, policy: DeliveryPolicy): Assurance | null {
  if (phi === 'P3') return null;
  const least: Assurance = phi === 'P0' ? 'T1' : 'T2';
  const asked = tlsClasses.slice(0, tlsClasses.indexOf(phi) + 1).map((one) => policy.floors[one]);
  return [least, ...asked].reduce((a, b) => (reaches(a, b) ? a : b));
}

/** True when `assurance` is at least `floor`. */
export function reaches(assurance: Assurance, floor: Assurance): boolean {
  return assurances.indexOf(assurance) >= assurances.indexOf(floor);
}

/** What a portal notice or a sealed envelope, which disclose only From and To, need of the connection. */
export const ENVELOPE_FLOOR: Assurance = 'T1';

/** What a domain has shown counts against it for so many days after it last showed it; then only what is measured does. */
export const RATCHET_DAYS = 30;

/** A domain once showed a valid certificate, and now shows less: somebody may stand in between. */
export function looksTampered(best: Assurance, now: Assurance): boolean {
  return reaches(best, 'T2') && !reaches(now, best);
}
