import { reveal } from '#core/phi.ts';
import type { ContactFacts } from '#core/segment/fields.ts';
import { contactZoneOf } from '#core/time/zone.ts';
import { type Occurrence, occurrences } from '#core/triggers/occurrences.ts';
import type { LiveTrigger } from '../live-triggers.ts';

/**
 * What was missed by at most this is still done, once (the server was down over night); what is older is not: a reminder
 * of yesterday's appointment helps nobody. Milliseconds.
 */
export const GRACE = 86_400_000;

/** When a date trigger fires for a contact, in their own zone, else the journey's; later than `after`, not than `until`. */
export function firesOf(trigger: LiveTrigger, facts: ContactFacts, after: number, until: number): Occurrence[] {
  if (!trigger.date) return [];
  const sealed = facts.attributes[trigger.date.attribute];
  const value = sealed === undefined ? null : reveal(sealed);
  return occurrences(trigger.date, value, contactZoneOf(facts) ?? trigger.zone, after, until);
}
