import type { DeliveryFacts, KeyFact } from './facts.ts';

/** Keys the recipient gave us themselves. */
export function enrolledKeys({ keys }: DeliveryFacts): KeyFact[] {
  return keys.filter(({ source }) => source === 'enrolled');
}

/**
 * The key to seal to: S/MIME before PGP, and within a kind the most trusted source. Once a recipient enrolled keys only those count:
 * a discovered one in their place waits for confirmation. Under suspicion of an attack on the path nothing discovered
 * counts either, for the attacker may have answered.
 */
export function bestKey(facts: DeliveryFacts, from: 'enrolled' | 'any'): KeyFact | null {
  const enrolled = enrolledKeys(facts);
  const onlyEnrolled = from === 'enrolled' || enrolled.length > 0 || facts.suspectedMitm;
  const usable = (onlyEnrolled ? enrolled : facts.keys).filter((key) => key.usable);
  return usable.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

const trust: Record<KeyFact['source'], number> = { enrolled: 0, dane: 1, wkd: 2, 'signed-mail': 3 };

function rank({ kind, source }: KeyFact): number {
  return (kind === 'smime' ? 0 : 10) + trust[source];
}
