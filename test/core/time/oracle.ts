import type { WaitRule } from '#core/time/next-fire.ts';

/**
 * A second opinion on when a wait is over, sharing nothing with server/core/time: zones from Intl by sampling and
 * bisection, dates by counting days, windows as sets of instants cut at every clock change. Slow and plain on purpose.
 */

interface Span {
  from: number;
  to: number;
  offset: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Shorter than any stretch of equal offset there was since 2003: Egypt and Morocco change four times in some years. */
const STEP = 12 * DAY;
const [FROM, TO] = [Date.UTC(2003, 0, 1), Date.UTC(2060, 0, 1)];
const zones = new Map<string, Span[]>();

/** What Intl's clock shows, as if it were UTC. */
function shown(format: Intl.DateTimeFormat, ms: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
  return Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour']! % 24, part['minute'], part['second']);
}

/** Every stretch of equal offset between 2003 and 2060. */
export function spansOf(zone: string): Span[] {
  const known = zones.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offset = (ms: number) => shown(format, ms) - ms;
  const spans: Span[] = [];
  let from = -Infinity;
  let current = offset(FROM);
  for (let ms = FROM; ms < TO; ms += STEP) {
    const next = offset(ms + STEP);
    if (next === current) continue;
    let [before, after] = [ms, ms + STEP];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (offset(middle) === current) before = middle;
      else after = middle;
    }
    spans.push({ from, to: after, offset: current });
    [from, current] = [after, next];
  }
  spans.push({ from, to: Infinity, offset: current });
  zones.set(zone, spans);
  return spans;
}

const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year: number, month: number) =>
  [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;

interface Calendar {
  year: number;
  month: number;
  day: number;
  /** Milliseconds since midnight on the wall clock. */
  time: number;
}

/** Days since 1970-01-01, counted year by year and month by month. */
function dayNumber({ year, month, day }: Omit<Calendar, 'time'>): number {
  let days = 0;
  for (let y = 1970; y < year; y++) days += leap(y) ? 366 : 365;
  for (let m = 1; m < month; m++) days += lengthOf(year, m);
  return days + day - 1;
}

function calendarOf(dayCount: number): Omit<Calendar, 'time'> {
  let [year, left] = [1970, dayCount];
  for (; left >= (leap(year) ? 366 : 365); year++) left -= leap(year) ? 366 : 365;
  let month = 1;
  for (; left >= lengthOf(year, month); month++) left -= lengthOf(year, month);
  return { year, month, day: left + 1 };
}

/** The first instant showing this wall-clock time; in a gap, as much later as the clocks went forward. */
function instantOf(zone: string, when: Calendar): number {
  const local = dayNumber(when) * DAY + when.time;
  const spans = spansOf(zone);
  for (const { from, to, offset } of spans) if (local - offset >= from && local - offset < to) return local - offset;
  for (let i = 0; i + 1 < spans.length; i++) {
    const [before, after] = [spans[i]!, spans[i + 1]!];
    if (before.to + before.offset <= local && local < before.to + after.offset) return local - before.offset;
  }
  throw new Error('no such time');
}

function clockAt(zone: string, ms: number): Calendar {
  const { offset } = spansOf(zone).find(({ from, to }) => ms >= from && ms < to)!;
  const local = ms + offset;
  const days = Math.floor(local / DAY);
  return { ...calendarOf(days), time: local - days * DAY };
}

/** Adds a duration unit by unit: months (clipped to the month's length), then days, then exact time. */
function plus(zone: string, ms: number, duration: string, sign: 1 | -1): number {
  const unit = (letter: string, part: string) => Number(new RegExp(`(\\d+)${letter}`).exec(part)?.[1] ?? 0);
  const [date = '', exact = ''] = duration.slice(1).split('T');
  const months = sign * (unit('Y', date) * 12 + unit('M', date));
  const days = sign * (unit('W', date) * 7 + unit('D', date));
  const rest = sign * (unit('H', exact) * 60 + unit('M', exact)) * MINUTE;
  if (months === 0 && days === 0) return ms + rest;
  let { year, month, day, time } = clockAt(zone, ms);
  for (let i = 0; i < Math.abs(months); i++) {
    month += sign;
    if (month === 13) [year, month] = [year + 1, 1];
    if (month === 0) [year, month] = [year - 1, 12];
  }
  day = Math.min(day, lengthOf(year, month));
  return instantOf(zone, { ...calendarOf(dayNumber({ year, month, day }) + days), time }) + rest;
}

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function readDate(text: string): Calendar & { bare: boolean } {
  const [year, month, day, hour, minute] = text.split(/[-T:]/).map(Number);
  const time = ((hour ?? 0) * 60 + (minute ?? 0)) * MINUTE;
  return { year: year!, month: month!, day: day!, time, bare: hour === undefined };
}

/** The rule's own time, before any window; null without a date. */
function dueAt(rule: WaitRule, zone: string, since: number, value: string | null): number | null {
  if (rule.mode === 'duration') return plus(zone, since, rule.duration!, 1);
  if (rule.mode === 'until') return instantOf(zone, readDate(rule.until!));
  if (value === null) return null;
  const date = readDate(value);
  const hour = rule.time === undefined ? null : minutesOf(rule.time) * MINUTE;
  const base = instantOf(zone, date.bare ? { ...date, time: hour ?? 9 * 60 * MINUTE } : date);
  const moved = rule.offset === undefined ? base : plus(zone, base, rule.offset, rule.direction === 'after' ? 1 : -1);
  if (hour === null || date.bare) return moved;
  return instantOf(zone, { ...clockAt(zone, moved), time: hour });
}

const dayOfMonth: number[] = [];

/** The first instant from `ms` on at which the window is open, found by laying each day's hours over the spans. */
function openFrom(zone: string, window: NonNullable<WaitRule['window']>, ms: number): number {
  const from = window.from === undefined ? 0 : minutesOf(window.from);
  const to = window.to === undefined ? 24 * 60 : minutesOf(window.to);
  const length = (to > from ? to - from : to - from + 24 * 60) * MINUTE;
  const spans = spansOf(zone).filter((span) => span.to > ms - 3 * DAY);
  const first = Math.floor((ms + spans[0]!.offset) / DAY) - 3;
  let best = Infinity;
  for (let day = first; day < first + 4000; day++) {
    // Nothing of a later day can come before what was found: clocks never move by more than a day.
    if (best < day * DAY - 2 * DAY) return best;
    const ofMonth = (dayOfMonth[day] ??= calendarOf(day).day);
    const weekday = ((day + 3) % 7) + 1;
    if (window.weekdays && !window.weekdays.includes(weekday)) continue;
    if (window.daysOfMonth && !window.daysOfMonth.includes(ofMonth)) continue;
    const begin = day * DAY + from * MINUTE;
    for (const span of spans) {
      if (span.from > (day + 4) * DAY) break;
      const opens = Math.max(begin - span.offset, span.from, ms);
      if (opens < Math.min(begin + length - span.offset, span.to)) best = Math.min(best, opens);
    }
  }
  return best;
}

/** What `nextFire` must answer; null for a missing date. */
export function oracle(
  rule: WaitRule,
  zone: string,
  since: number,
  value: string | null,
  now: number,
): { due: number; at: number } | null {
  const due = dueAt(rule, zone, since, value);
  if (due === null) return null;
  const earliest = Math.max(due, now);
  return { due, at: rule.window ? openFrom(zone, rule.window, earliest) : earliest };
}
