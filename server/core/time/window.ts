import { Failure } from '../failure.ts';
import { parseClock } from './iso.ts';
import { DAY, dayOfMonth, instantsOf, type LocalMs, startOfLocalDay, toLocal, weekdayOf } from './local.ts';
import { spanAt } from './zone.ts';

/** When a contact may leave a wait, on the wall clock. All that is given must hold. */
export interface TimeWindow {
  /** ISO weekdays, 1 = Monday. */
  weekdays?: readonly number[] | undefined;
  /** Days a month does not have are passed over: `[31]` never fires in April. */
  daysOfMonth?: readonly number[] | undefined;
  /** `HH:MM`, included. */
  from?: string | undefined;
  /** `HH:MM`, excluded. Not after `from` means the window runs past midnight and belongs to the day it began. */
  to?: string | undefined;
}

/** The longest search: weekday and day of month together meet at least once in this many days. */
const MOST_DAYS = 1500;

/**
 * The first instant, `ms` or later, at which the wall clock in `zone` is inside the window. A window that clocks jump
 * over does not exist on that day; one that they repeat is open both times.
 */
export function nextInWindow(zone: string, window: TimeWindow, ms: number): number {
  const times = clockOf(window);
  if (isInside(window, times, toLocal(zone, ms))) return ms;
  const remembered = answers.get(window);
  if (remembered && remembered.zone === zone && remembered.asked <= ms && ms <= remembered.answer)
    return remembered.answer;
  const answer = search(zone, window, times, ms);
  answers.set(window, { zone, asked: ms, answer });
  return answer;
}

/** True when the wall clock in `zone` is inside the window at `ms`. */
export function inWindow(zone: string, window: TimeWindow, ms: number): boolean {
  return isInside(window, clockOf(window), toLocal(zone, ms));
}

interface Clock {
  from: number;
  to: number;
  /** Runs past midnight. */
  crosses: boolean;
}

/** The last answer per window: a batch of contacts asks for the same one. */
const answers = new WeakMap<TimeWindow, { zone: string; asked: number; answer: number }>();

function clockOf(window: TimeWindow): Clock {
  const from = (parseClock(window.from ?? '') ?? 0) * 60_000;
  const to = window.to === undefined ? DAY : (parseClock(window.to) ?? 0) * 60_000;
  return { from, to, crosses: to <= from };
}

function isInside(window: TimeWindow, clock: Clock, local: LocalMs): boolean {
  const day = startOfLocalDay(local);
  const time = local - day;
  if (!clock.crosses) return time >= clock.from && time < clock.to && allowed(window, day);
  return (time >= clock.from && allowed(window, day)) || (time < clock.to && allowed(window, day - DAY));
}

function allowed(window: TimeWindow, day: LocalMs): boolean {
  const { weekdays, daysOfMonth } = window;
  if (weekdays && weekdays.length > 0 && !weekdays.includes(weekdayOf(day))) return false;
  return !daysOfMonth || daysOfMonth.length === 0 || daysOfMonth.includes(dayOfMonth(day));
}

function search(zone: string, window: TimeWindow, clock: Clock, ms: number): number {
  // The wall clock can be a day behind or ahead of itself around a change, so begin early and compare instants.
  const first = startOfLocalDay(toLocal(zone, ms)) - DAY;
  for (let day = first; day < first + MOST_DAYS * DAY; day += DAY) {
    if (!allowed(window, day)) continue;
    const found = opening(zone, clock, day, ms);
    if (found !== null) return found;
  }
  throw new Failure('INVALID_INPUT', { window: 'never' }, 'No day fits the weekdays and days of month of this wait.');
}

/**
 * The first instant from `ms` on inside the window that begins on one local day: its start, or a clock change within it.
 * A change inside the next day's hours is no opening of this day's: that day may open before it.
 */
function opening(zone: string, { from, to, crosses }: Clock, day: LocalMs, ms: number): number | null {
  const { at, gap } = instantsOf(zone, day + from);
  const candidates = gap === null ? [...at] : [...at, gap];
  const span = spanAt(zone, candidates[0]!);
  const end = day + to + (crosses ? DAY : 0);
  let best: number | null = null;
  for (const one of [...candidates, span.from, span.to]) {
    if (!Number.isFinite(one) || one < ms || (best !== null && one >= best)) continue;
    const local = toLocal(zone, one);
    if (local >= day + from && local < end) best = one;
  }
  return best;
}
