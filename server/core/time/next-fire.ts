import { Failure } from '../failure.ts';
import type { AttributeValue } from '../segment/fields.ts';
import { parseDuration } from './duration.ts';
import { instantOfMoment, parseClock, parseMoment } from './iso.ts';
import { addDuration, fromLocal, startOfLocalDay, toLocal } from './local.ts';
import { nextInWindow, type TimeWindow } from './window.ts';

/** The hour at which a bare date counts as having come, unless the wait names another: 09:00. */
const MORNING = 9 * 60;

/** When a wait of a duration is over, before any window: calendar days in `zone`. */
export function afterDuration(zone: string, since: number, duration: string): number {
  return addDuration(zone, since, parseDuration(duration));
}

/** The instant of a fixed date or local date-time in `zone`; a bare date means its midnight. */
export function atMoment(zone: string, until: string): number {
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

/**
 * When a contact may go on: `target` or later, `now` or later, and inside the window. Equal to `now` means at once. A
 * worker that comes late therefore never lets someone out after hours: they wait for the next window.
 */
export function nextFire(zone: string, target: number, now: number, window: TimeWindow | undefined): number {
  const earliest = Math.max(target, now);
  return window === undefined ? earliest : nextInWindow(zone, window, earliest);
}
