import { type CalendarDuration } from './duration.ts';
import { offsetAt, spanAt } from './zone.ts';

/**
 * Local time is written as milliseconds since 1970-01-01T00:00 on the wall clock: what `Date.UTC` of the wall clock's
 * year, month, day, hour … gives. It says nothing about an instant until a zone is named.
 */
export type LocalMs = number;

export const DAY = 86_400_000;
const HALF_WEEK = 36 * 3_600_000;

/** The wall clock in `zone` at the instant `ms`. */
export function toLocal(zone: string, ms: number): LocalMs {
  return ms + offsetAt(zone, ms);
}

/**
 * The instants at which the wall clock in `zone` shows `local`, earliest first: one, two when clocks go back, and
 * none when they go forward over it. Then `gap` is the instant at which they did.
 */
export function instantsOf(zone: string, local: LocalMs): { at: number[]; gap: number | null } {
  const at: number[] = [];
  let gap: number | null = null;
  let span = spanAt(zone, local - HALF_WEEK);
  for (;;) {
    const candidate = local - span.offset;
    if (candidate >= span.from && candidate < span.to) at.push(candidate);
    if (span.to > local + HALF_WEEK) return { at, gap };
    const next = spanAt(zone, span.to);
    if (span.to + span.offset <= local && local < span.to + next.offset) gap = span.to;
    span = next;
  }
}

/**
 * The instant meant by a wall-clock time: the first of two when clocks go back; as much later as the clock was put
 * forward when it shows no such time (02:30 becomes 03:30), as Temporal's "compatible" does.
 */
export function fromLocal(zone: string, local: LocalMs): number {
  const direct = local - offsetAt(zone, local);
  const span = spanAt(zone, direct);
  // Far from any change there is one answer, and most times are.
  if (direct - DAY > span.from && direct + DAY < span.to && local - span.offset === direct) return direct;
  const { at, gap } = instantsOf(zone, local);
  return at[0] ?? local - offsetAt(zone, gap! - 1);
}

/**
 * `ms` plus a duration in `zone`: months and days on the calendar (the same time of day, the last day of a shorter
 * month), then hours, minutes and seconds exactly. `sign` -1 subtracts.
 */
export function addDuration(zone: string, ms: number, duration: CalendarDuration, sign: 1 | -1 = 1): number {
  if (duration.months === 0 && duration.days === 0) return ms + sign * duration.ms;
  const span = spanAt(zone, ms);
  if (duration.months === 0) {
    const plain = ms + sign * duration.days * DAY;
    // Within one span a calendar day is 24 hours, and a full day from its start nothing is ambiguous.
    if (plain - DAY > span.from && plain < span.to - DAY) return plain + sign * duration.ms;
  }
  const moved = addMonths(ms + span.offset, sign * duration.months) + sign * duration.days * DAY;
  return fromLocal(zone, moved) + sign * duration.ms;
}

/** Midnight of the local day `months` and then `days` after (before, when negative) that of `day`. */
export function addToDay(day: LocalMs, months: number, days: number): LocalMs {
  return addMonths(day, months) + days * DAY;
}

/** Midnight that began the local day of `local`. */
export function startOfLocalDay(local: LocalMs): LocalMs {
  return Math.floor(local / DAY) * DAY;
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(local: LocalMs): number {
  return ((((Math.floor(local / DAY) + 3) % 7) + 7) % 7) + 1;
}

/** 1 … 31. */
export function dayOfMonth(local: LocalMs): number {
  return new Date(local).getUTCDate();
}

function addMonths(local: LocalMs, months: number): LocalMs {
  if (months === 0) return local;
  const date = new Date(local);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(month / 12);
  const last = new Date(Date.UTC(year, month - year * 12 + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, month - year * 12, Math.min(date.getUTCDate(), last));
  return midnight + (local - startOfLocalDay(local));
}
