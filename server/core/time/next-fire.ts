import { Failure } from '../failure.ts';
import type { AttributeValue } from '../segment/fields.ts';
import { parseDuration } from './duration.ts';
import { instantOfMoment, parseClock, parseMoment } from './iso.ts';
import { addDuration, fromLocal, startOfLocalDay, toLocal } from './local.ts';
import { nextInWindow, type TimeWindow } from './window.ts';
import { isZone } from './zone.ts';

/** The hour at which a bare date counts as having come, unless the wait names another: 09:00. */
const MORNING = 9 * 60;

/** When a wait of a duration is over, before any window: calendar days in `zone`. */
export function afterDuration(zone: string, since: number, duration: string): number {
  return addDuration(zone, since, parseDuration(duration));
}

/** The instant of a fixed date or local date-time in `zone`; a bare date means its midnight. */
function atMoment(zone: string, until: string): number {
  const moment = parseMoment(until);
  if (!moment)
    throw new Failure('INVALID_INPUT', { until: 'form' }, 'A date is written like 2026-03-01 or 2026-03-01T09:00.');
  return instantOfMoment(moment, zone);
}

/**
 * The instant a wait relative to a contact's date is over, before any window; null when the contact has no such date (or it
 * is not one). A bare date counts from 09:00; `time` sets the hour on the day the offset leads to.
 */
export function relativeTo(
  zone: string,
  value: AttributeValue,
  options: { offset?: string | undefined; direction?: 'before' | 'after' | undefined; time?: string | undefined },
): number | null {
  const moment = typeof value === 'string' ? parseMoment(value.trim()) : null;
  if (!moment) return null;
  const clock = options.time === undefined ? null : parseClock(options.time);
  const base = instantOfMoment(moment, zone, clock ?? MORNING);
  const moved = options.offset
    ? addDuration(zone, base, parseDuration(options.offset), options.direction === 'after' ? 1 : -1)
    : base;
  if (clock === null || moment.kind === 'day') return moved;
  return fromLocal(zone, startOfLocalDay(toLocal(zone, moved)) + clock * 60_000);
}

/** A wait as it is set: until when, then in which window, by whose clock. */
export interface WaitRule {
  mode: 'duration' | 'until' | 'attribute';
  duration?: string | undefined;
  until?: string | undefined;
  attribute?: string | undefined;
  offset?: string | undefined;
  direction?: 'before' | 'after' | undefined;
  time?: string | undefined;
  window?: TimeWindow | undefined;
  /** `journey`, `contact`, or an IANA zone. A contact without a zone, and a zone unknown here, take the journey's. */
  zone?: string | undefined;
}

/** What a wait asks of the one who waits. */
export interface WaitContact {
  /** When they came to the wait, epoch milliseconds: a duration counts from it. */
  since: number;
  /** The journey's zone. */
  zone: string;
  contactZone: string | null;
  attribute(key: string): AttributeValue;
}

/** When a wait is over. `due` is before any window, so that a date already past can be told. */
export type Fire = { kind: 'at'; due: number; at: number } | { kind: 'missing' };

/**
 * When a contact may go on: not before the rule's time, not before `now`, and inside its window. An `at` equal to `now`
 * means at once. A worker that comes late therefore never lets someone out after hours: they wait for the next window.
 * `missing`: the contact has no such date.
 */
export function nextFire(rule: WaitRule, contact: WaitContact, now: number): Fire {
  const zone = zoneOf(rule, contact);
  const due = dueOf(rule, contact, zone, now);
  if (due === null) return { kind: 'missing' };
  const earliest = Math.max(due, now);
  return { kind: 'at', due, at: rule.window === undefined ? earliest : nextInWindow(zone, rule.window, earliest) };
}

function dueOf(rule: WaitRule, contact: WaitContact, zone: string, now: number): number | null {
  switch (rule.mode) {
    case 'duration':
      return afterDuration(zone, contact.since, rule.duration ?? 'PT0S');
    case 'until':
      return rule.until === undefined ? now : atMoment(zone, rule.until);
    case 'attribute':
      return relativeTo(zone, contact.attribute(rule.attribute ?? ''), rule);
    default:
      return rule.mode satisfies never;
  }
}

function zoneOf({ zone }: WaitRule, contact: WaitContact): string {
  if (zone === undefined || zone === 'journey') return contact.zone;
  if (zone === 'contact') return contact.contactZone ?? contact.zone;
  return isZone(zone) ? zone : contact.zone;
}
