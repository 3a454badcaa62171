import { parseDuration } from '../time/duration.ts';
import { parseClock, parseMoment } from '../time/iso.ts';
import { addToDay, fromLocal, type LocalMs, startOfLocalDay, toLocal } from '../time/local.ts';
import type { AttributeValue } from '../segment/fields.ts';
import type { DateReachedConfig } from './date-reached.ts';

/** A time at which a date trigger fires for one contact. */
export interface Occurrence {
  /** Epoch milliseconds. */
  at: number;
  /** Which of the contact's dates this is, for re-entry once per occurrence: the year when yearly, else the date. */
  key: string;
}

/**
 * When a date trigger fires for a contact with this value, later than `after` and not later than `until`. The day is
 * the date's own (of an instant: the day it falls on in `zone`), each year's when yearly, then moved by the offset on
 * the calendar, then at the trigger's local time: a time that the clocks skip is as much later, one they repeat is
 * the first. 29 February is 28 February in years without one, as it is the last of its month. Years before the
 * date's own never count. No value, or one that is no date, never fires.
 */
export function occurrences(
  config: DateReachedConfig,
  value: AttributeValue | undefined,
  zone: string,
  after: number,
  until: number,
): Occurrence[] {
  const moment = typeof value === 'string' ? parseMoment(value.trim()) : null;
  const clock = parseClock(config.at);
  if (!moment || clock === null || until <= after) return [];
  const day = startOfLocalDay(moment.kind === 'instant' ? toLocal(zone, moment.ms) : moment.local);
  const { months, days, sign } = readOffset(config.offset);
  const fire = (base: LocalMs) => fromLocal(zone, addToDay(base, sign * months, sign * days) + clock * 60_000);
  const inside = (at: number) => at > after && at <= until;
  if (!config.yearly) {
    const at = fire(day);
    return inside(at) ? [{ at, key: `${config.attribute}:${new Date(day).toISOString().slice(0, 10)}` }] : [];
  }
  const [born, month, date] = partsOf(day);
  // The anniversary that fires now lies as far from now as the offset, and a clock never moves a day by more than one.
  const reach = Math.ceil(months / 12 + days / 365) + 1;
  const first = Math.max(born, yearOf(zone, after) - reach);
  const found: Occurrence[] = [];
  for (let year = first; year <= yearOf(zone, until) + reach; year++) {
    const at = fire(anniversary(year, month, date));
    if (inside(at)) found.push({ at, key: `${config.attribute}:${year}` });
  }
  return found;
}

/** The date's day in that year; 29 February is the last of February. */
function anniversary(year: number, month: number, date: number): LocalMs {
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date, last));
}

/** True for an optional sign and a duration of whole days, at most ten years: the time of day is set by itself. */
export function isDayOffset(text: string): boolean {
  if (!/^[+-]?P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/.test(text)) return false;
  try {
    const { months, days } = readOffset(text);
    return months * 30.4375 + days <= 3653;
  } catch {
    return false;
  }
}

function readOffset(text: string): { months: number; days: number; sign: 1 | -1 } {
  const { months, days } = parseDuration(text.replace(/^[+-]/, ''));
  return { months, days, sign: text.startsWith('-') ? -1 : 1 };
}

function partsOf(day: LocalMs): [year: number, month: number, date: number] {
  const date = new Date(day);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}

function yearOf(zone: string, ms: number): number {
  return new Date(toLocal(zone, ms)).getUTCFullYear();
}
