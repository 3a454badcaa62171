import { instantOfMoment, parseMoment } from '../time/iso.ts';
import type { AttributeCondition } from './ast.ts';
import { dateRange } from './date-range.ts';
import type { AttributeDefinition, AttributeValue } from './fields.ts';
import { operandOf } from './operators.ts';
import { wrong } from './wrong.ts';

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

function listOf(condition: AttributeCondition, type: 'string' | 'number'): (string | number | boolean)[] {
  const { value } = condition;
  if (!Array.isArray(value) || value.some((one) => typeof one !== type)) throw wrong(condition, 'value');
  return value;
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
