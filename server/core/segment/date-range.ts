import { type CalendarDuration, parseDuration } from '../time/duration.ts';
import { instantOfMoment, parseMoment } from '../time/iso.ts';
import { addDuration, DAY, fromLocal, startOfLocalDay, toLocal } from '../time/local.ts';
import type { AttributeCondition } from './ast.ts';
import { wrong } from './wrong.ts';

/** The instants [from, to) a date must lie in (or, negated, outside of). */
export function dateRange(
  condition: AttributeCondition,
  type: 'date' | 'datetime',
  now: number,
  zone: string,
): { from: number; to: number; negate: boolean } {
  const { op, value } = condition;
  if (typeof value !== 'string') throw wrong(condition, 'value');
  if (op === 'within_last' || op === 'within_next' || op === 'more_than_ago') {
    const length = durationOf(condition, value);
    const whole = type === 'date';
    const start = whole ? dayStart(zone, now, 0) : now;
    const end = whole ? dayStart(zone, now, 1) : now + 1;
    const shifted = addDuration(zone, start, length, op === 'within_next' ? 1 : -1);
    if (op === 'within_next')
      return { from: start, to: whole ? dayStart(zone, shifted, 1) : shifted + 1, negate: false };
    if (op === 'within_last') return { from: whole ? dayStart(zone, shifted, 0) : shifted, to: end, negate: false };
    return { from: -Infinity, to: whole ? dayStart(zone, shifted, 0) : shifted, negate: false };
  }
  const moment = parseMoment(value);
  if (!moment) throw wrong(condition, 'value');
  // A bare day as operand is that whole local day, so "after 1 March" begins on the 2nd.
  const from = instantOfMoment(moment, zone);
  const to = moment.kind === 'day' ? fromLocal(zone, moment.local + DAY) : from + 1;
  switch (op) {
    case 'eq':
      return { from, to, negate: false };
    case 'ne':
      return { from, to, negate: true };
    case 'lt':
    case 'before':
      return { from: -Infinity, to: from, negate: false };
    case 'lte':
      return { from: -Infinity, to, negate: false };
    case 'gt':
    case 'after':
      return { from: to, to: Infinity, negate: false };
    case 'gte':
      return { from, to: Infinity, negate: false };
    default:
      throw wrong(condition, 'operator');
  }
}

function dayStart(zone: string, ms: number, days: number): number {
  return fromLocal(zone, startOfLocalDay(toLocal(zone, ms)) + days * DAY);
}

function durationOf(condition: AttributeCondition, text: string): CalendarDuration {
  try {
    return parseDuration(text);
  } catch {
    throw wrong(condition, 'value');
  }
}
