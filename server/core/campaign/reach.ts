import { type Counted, outcomeOf } from '../delivery/forecast.ts';

/** Whom a campaign would reach, and how: counts only. */
export interface Reach {
  /** In the audience, among those `examined` of `total`. */
  matched: number;
  examined: number;
  total: number;
  /** False when the time was up before everyone was looked at. */
  done: boolean;
  /** The emails, by what would become of each. */
  emails: readonly Counted[];
  /** How many of them go to domains never measured, for which a valid certificate is assumed. */
  assumed: number;
  /** Contacts whose record cannot be opened. */
  unreadable: number;
  /** Who shares an address with another contact and nobody said that this is meant: counted besides. */
  shared: number;
}

/** How many it would be handed to, by method. */
export function reachedBy(reach: Pick<Reach, 'emails'>): Record<string, number> {
  return sum(reach.emails, (one) => {
    const outcome = outcomeOf(one);
    return outcome === 'hold' || outcome === 'none' || outcome === 'drop' ? null : outcome;
  });
}

/** Who would not get it, by reason code; held ones are among them. */
export function notReached({ emails, unreadable }: Pick<Reach, 'emails' | 'unreadable'>): Record<string, number> {
  const not = sum(emails, (one) => (['hold', 'none', 'drop'].includes(outcomeOf(one)) ? one.reason : null));
  return unreadable > 0 ? { ...not, CONTACT_UNREADABLE: (not['CONTACT_UNREADABLE'] ?? 0) + unreadable } : not;
}

/** How many of those would be held for someone to look at. */
export function heldOf({ emails }: Pick<Reach, 'emails'>): number {
  return emails.reduce((n, one) => n + (outcomeOf(one) === 'hold' ? one.n : 0), 0);
}

function sum(emails: readonly Counted[], keyOf: (one: Counted) => string | null): Record<string, number> {
  const found: Record<string, number> = {};
  for (const one of emails) {
    const key = keyOf(one);
    if (key !== null) found[key] = (found[key] ?? 0) + one.n;
  }
  return found;
}
