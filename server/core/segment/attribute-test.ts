import { Failure } from '../failure.ts';
import { parseDuration } from '../time/duration.ts';
import { instantOfMoment, parseMoment } from '../time/iso.ts';
import { addDuration, DAY, fromLocal, startOfLocalDay, toLocal } from '../time/local.ts';
import type { AttributeCondition } from './ast.ts';
import type { AttributeDefinition, AttributeValue } from './fields.ts';
import { operandOf } from './operators.ts';

/**
 * Compiles one attribute condition into a test of a value; the audience scan uses the same one, so both agree.
 *
 * A missing value (none, '' or an empty list) passes `not_exists` and nothing else: "is not Texas" is not true of someone whose
 * state is unknown. Text compares without regard to case. Days are local days in `zone`; `within_last P7D` is from the
 * day seven days ago to today (to this instant for a date-time). `choices` with `in` means any of, `not_in` none of.
 *
 * Throws Failure SEGMENT_INVALID when the type has no such operator or the operand is not what it takes.
 */
export function attributeTest(
  definition: AttributeDefinition,
  condition: AttributeCondition,
  now: number,
  zone: string,
): (value: AttributeValue) => boolean {
  const operand = operandOf(definition.type, condition.op);
  if (operand === null) throw wrong(condition, 'operator');
  if (condition.op === 'exists') return (value) => !isMissing(value);
  if (condition.op === 'not_exists') return isMissing;
  const test = typed(definition, condition, now, zone);
  return (value) => !isMissing(value) && test(value);
}

/** No value at all: null, '' or no choices. */
export function isMissing(value: AttributeValue | undefined): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

type Test = (value: AttributeValue) => boolean;

function typed(definition: AttributeDefinition, condition: AttributeCondition, now: number, zone: string): Test {
  switch (definition.type) {
    case 'text':
    case 'choice':
      return textTest(condition);
    case 'number':
      return numberTest(condition);
    case 'boolean':
      return booleanTest(condition);
    case 'choices':
      return choicesTest(condition);
    case 'date':
    case 'datetime':
      return dateTest(condition, definition.type, now, zone);
    default:
      return definition.type satisfies never;
  }
}

function textTest(condition: AttributeCondition): Test {
  const given = condition.value;
  if (condition.op === 'in' || condition.op === 'not_in') {
    const set = new Set(listOf(condition, 'string').map((one) => fold(String(one))));
    const wanted = condition.op === 'in';
    return (value) => typeof value === 'string' && set.has(fold(value)) === wanted;
  }
  if (typeof given !== 'string') throw wrong(condition, 'value');
  const other = fold(given);
  const on =
    (test: (text: string) => boolean): Test =>
    (value) =>
      typeof value === 'string' && test(fold(value));
  switch (condition.op) {
    case 'eq':
      return on((text) => text === other);
    case 'ne':
      return on((text) => text !== other);
    case 'contains':
      return on((text) => text.includes(other));
    case 'not_contains':
      return on((text) => !text.includes(other));
    case 'starts_with':
      return on((text) => text.startsWith(other));
    default:
      throw wrong(condition, 'operator');
  }
}

function numberTest(condition: AttributeCondition): Test {
  if (condition.op === 'in' || condition.op === 'not_in') {
    const set = new Set<unknown>(listOf(condition, 'number'));
    const wanted = condition.op === 'in';
    return (value) => typeof value === 'number' && set.has(value) === wanted;
  }
  if (typeof condition.value !== 'number') throw wrong(condition, 'value');
  const compare = comparison(condition, condition.value);
  return (value) => typeof value === 'number' && compare(value);
}

function booleanTest(condition: AttributeCondition): Test {
  const { op, value: wanted } = condition;
  if (typeof wanted !== 'boolean') throw wrong(condition, 'value');
  return (value) => typeof value === 'boolean' && (value === wanted) === (op === 'eq');
}

function choicesTest(condition: AttributeCondition): Test {
  const many = condition.op === 'in' || condition.op === 'not_in';
  const wanted = condition.op === 'in' || condition.op === 'contains';
  if (!many && typeof condition.value !== 'string') throw wrong(condition, 'value');
  const set = new Set((many ? listOf(condition, 'string') : [condition.value]).map((one) => fold(String(one))));
  return (value) => Array.isArray(value) && value.some((one) => set.has(fold(one))) === wanted;
}

function dateTest(condition: AttributeCondition, type: 'date' | 'datetime', now: number, zone: string): Test {
  const { from, to, negate } = dateRange(condition, type, now, zone);
  return (value) => {
    const moment = typeof value === 'string' ? parseMoment(value) : null;
    if (!moment) return false;
    const at = instantOfMoment(moment, zone);
    return (at >= from && at < to) !== negate;
  };
}

/** The instants [from, to) a date must lie in (or, negated, outside of). */
function dateRange(
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

function comparison(condition: AttributeCondition, other: number): (value: number) => boolean {
  switch (condition.op) {
    case 'eq':
      return (value) => value === other;
    case 'ne':
      return (value) => value !== other;
    case 'gt':
      return (value) => value > other;
    case 'gte':
      return (value) => value >= other;
    case 'lt':
      return (value) => value < other;
    case 'lte':
      return (value) => value <= other;
    default:
      throw wrong(condition, 'operator');
  }
}

function dayStart(zone: string, ms: number, days: number): number {
  return fromLocal(zone, startOfLocalDay(toLocal(zone, ms)) + days * DAY);
}

function durationOf(condition: AttributeCondition, text: string) {
  try {
    return parseDuration(text);
  } catch {
    throw wrong(condition, 'value');
  }
}

function listOf(condition: AttributeCondition, type: 'string' | 'number'): (string | number | boolean)[] {
  const { value } = condition;
  if (!Array.isArray(value) || value.some((one) => typeof one !== type)) throw wrong(condition, 'value');
  return value;
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Names the attribute and the operator; a rule's operand can be about patients, so it is never repeated. */
function wrong(condition: AttributeCondition, part: 'operator' | 'value'): Failure {
  return new Failure('SEGMENT_INVALID', { attribute: condition.attribute, op: condition.op, part });
}
