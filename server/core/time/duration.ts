import { Failure } from '../failure.ts';

/** A parsed ISO 8601 duration. Years, months, weeks and days are calendar units; the rest is exact time. */
export interface CalendarDuration {
  months: number;
  days: number;
  /** The exact part (hours, minutes, seconds) in milliseconds. */
  ms: number;
}

const FORM = /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** A hundred years: a longer wait is a slip of the keyboard, and dates past the year 275760 do not exist. */
const MOST_DAYS = 36_525;

/**
 * Reads `P3D`, `PT12H`, `P1M2DT3H` … Throws Failure INVALID_INPUT for anything else, and for more than a century.
 * Results are remembered, because a journey parses the same few for each of its contacts.
 */
export function parseDuration(text: string): CalendarDuration {
  const known = parsed.get(text);
  if (known) return known;
  const match = FORM.exec(text);
  if (!match) throw new Failure('INVALID_INPUT', { duration: 'form' }, 'A duration is written like P3D or PT12H.');
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const duration: CalendarDuration = {
    months: years! * 12 + months!,
    days: weeks! * 7 + days!,
    ms: ((hours! * 60 + minutes!) * 60 + seconds!) * 1000,
  };
  if (duration.months * 30.4375 + duration.days + duration.ms / 86_400_000 > MOST_DAYS)
    throw new Failure('INVALID_INPUT', { duration: 'too-long' }, 'A duration is at most a hundred years.');
  if (parsed.size >= 1000) parsed.clear();
  parsed.set(text, duration);
  return duration;
}

/** True when `parseDuration` would accept it. */
export function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** `3 days`, `2 months 1 day`, `12 hours`: the words a card or a sentence uses. */
export function durationWords(text: string): string {
  const match = FORM.exec(text);
  if (!match) return text;
  const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
  const words = match
    .slice(1)
    .map((part, i) => ({ n: Number(part ?? 0), unit: units[i]! }))
    .filter(({ n }) => n > 0)
    .map(({ n, unit }) => `${n} ${unit}${n === 1 ? '' : 's'}`);
  return words.join(' ') || 'no time';
}

const parsed = new Map<string, CalendarDuration>();
