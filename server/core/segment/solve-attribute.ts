import type { AttributeCondition } from './ast.ts';
import { attributeTest } from './attribute-test.ts';
import { dateRange } from './date-range.ts';
import type { AttributeDefinition, AttributeValue } from './fields.ts';

/** One condition of an attribute that must hold, or must not. */
export interface AttributeClaim {
  condition: AttributeCondition;
  wanted: boolean;
}

export type AttributeAnswer = { kind: 'value'; value: AttributeValue } | { kind: 'none' } | { kind: 'unknown' };

interface Candidates {
  values: AttributeValue[];
  /** No value outside of these can be told apart from one of them: none fits means none exists. */
  complete: boolean;
}

/**
 * A value that all the conditions agree on, found by trying the few values that can matter with the evaluator's own test.
 * `unknown` where text conditions could still be met by some text that was not thought of.
 */
export function solveAttribute(
  definition: AttributeDefinition,
  claims: readonly AttributeClaim[],
  now: number,
  zone: string,
): AttributeAnswer {
  let tests: ((value: AttributeValue) => boolean)[];
  try {
    tests = claims.map(({ condition, wanted }) => {
      const test = attributeTest(definition, condition, now, zone);
      return (value: AttributeValue) => test(value) === wanted;
    });
  } catch {
    // A condition that cannot be understood is another check's finding.
    return { kind: 'unknown' };
  }
  const { values, complete } = candidatesOf(definition, claims, now, zone);
  for (const value of [...values, null]) if (tests.every((fits) => fits(value))) return { kind: 'value', value };
  return { kind: complete ? 'none' : 'unknown' };
}

function candidatesOf(
  definition: AttributeDefinition,
  claims: readonly AttributeClaim[],
  now: number,
  zone: string,
): Candidates {
  const given = claims.flatMap(({ condition: { value } }) => (value === undefined ? [] : [value].flat()));
  switch (definition.type) {
    case 'boolean':
      return { values: [true, false], complete: true };
    case 'number':
      return { values: numbers(given.filter((one) => typeof one === 'number')), complete: true };
    case 'choice': {
      const named = given.filter((one) => typeof one === 'string');
      const values = definition.choices.length > 0 ? [...definition.choices] : [...named, OTHER];
      return { values, complete: true };
    }
    case 'choices':
      return choices(definition, claims);
    case 'text':
      return texts(claims);
    case 'date':
    case 'datetime':
      return { values: dates(definition.type, claims, now, zone), complete: !mixed(claims) };
    default:
      return definition.type satisfies never;
  }
}

const OTHER = 'something else';

/** Each number named, one in every gap between two, and one beyond each end. */
function numbers(given: readonly number[]): number[] {
  const sorted = [...new Set(given)].sort((a, b) => a - b);
  const [first = 0] = sorted;
  const last = sorted.at(-1) ?? 0;
  const between = sorted.slice(1).map((one, i) => (one + sorted[i]!) / 2);
  // Whole numbers first: they read better in an example.
  return [...sorted, last + 1, first - 1, ...between.map(Math.round), ...between];
}

/** All that is not ruled out: whoever has more of them meets at least as many wishes. */
function choices({ choices: declared }: AttributeDefinition, claims: readonly AttributeClaim[]): Candidates {
  const of = ({ condition: { value } }: AttributeClaim) => (value === undefined ? [] : [value].flat()).map(String);
  const excludes = ({ condition: { op }, wanted }: AttributeClaim) =>
    (op === 'in' || op === 'contains') !== wanted && op !== 'exists' && op !== 'not_exists';
  const excluded = new Set(claims.filter(excludes).flatMap(of).map(fold));
  const universe = declared.length > 0 ? declared : [...claims.flatMap(of), OTHER];
  const allowed = [...new Set(universe)].filter((one) => !excluded.has(fold(one)));
  const wished = claims.filter((one) => !excludes(one)).flatMap(of);
  const few = allowed.filter((one) => wished.some((wish) => fold(wish) === fold(one)));
  return { values: [few, allowed.slice(0, 1), allowed].filter((one) => one.length > 0), complete: true };
}

function texts(claims: readonly AttributeClaim[]): Candidates {
  const values = (ops: readonly string[], wanted: boolean) =>
    claims
      .filter(({ condition: { op }, wanted: is }) => ops.includes(op) && is === wanted)
      .flatMap(({ condition: { value } }) => (value === undefined ? [] : [value].flat()).map(String));
  const exact = values(['eq', 'in'], true);
  const named = values(['eq', 'ne', 'in', 'not_in'], false);
  const starts = values(['starts_with'], true).sort((a, b) => b.length - a.length);
  const contained = [...values(['contains'], true), ...values(['not_contains'], false)];
  const [start = ''] = starts;
  const built = [' ', '', ' x '].map((gap) => [start, ...contained].filter((one) => one !== '').join(gap));
  const candidates = [...exact, ...built, ...built.map((one) => `${one}~`), OTHER, ...named].filter(
    (one) => one !== '',
  );
  // Whoever must be one of a few texts can be no other; and some parts exclude each other for certain.
  const parts = starts.length + contained.length + values(['not_contains'], true).length > 0;
  const without = [...values(['not_contains'], true), ...values(['contains'], false)].map(fold);
  const within = [...starts, ...contained].map(fold);
  const refused = within.some((part) => without.some((one) => part.includes(one)));
  const notStart = values(['starts_with'], false).map(fold);
  const apart = starts.some(
    (one) => !fold(start).startsWith(fold(one)) || notStart.some((no) => fold(one).startsWith(no)),
  );
  return { values: candidates, complete: exact.length > 0 || !parts || refused || apart };
}

const RELATIVE = new Set(['within_last', 'within_next', 'more_than_ago']);

/** "In the next week" and "after the first of June" contradict each other today, and need not in May. */
function mixed(claims: readonly AttributeClaim[]): boolean {
  const dated = claims.filter(({ condition: { op } }) => op !== 'exists' && op !== 'not_exists');
  return new Set(dated.map(({ condition: { op } }) => RELATIVE.has(op))).size > 1;
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Around every limit that a condition sets, on the side of it and at it. */
function dates(
  type: 'date' | 'datetime',
  claims: readonly AttributeClaim[],
  now: number,
  zone: string,
): AttributeValue[] {
  const limits = new Set<number>([now]);
  for (const { condition } of claims) {
    if (condition.op === 'exists' || condition.op === 'not_exists') continue;
    const { from, to } = dateRange(condition, type, now, zone);
    for (const limit of [from, to]) if (Number.isFinite(limit)) limits.add(limit);
  }
  const sorted = [...limits].sort((a, b) => a - b);
  const between = sorted.slice(1).map((one, i) => (one + sorted[i]!) / 2);
  if (type === 'datetime') {
    const instants = [...sorted.flatMap((one) => [one + MINUTE, one, one - 1, one - MINUTE]), ...between];
    return instants.map((one) => new Date(Math.round(one)).toISOString());
  }
  const days = [...sorted.flatMap((one) => [one + DAY, one + DAY / 2, one, one - DAY]), ...between];
  return [...new Set(days.map((one) => new Date(one).toISOString().slice(0, 10)))];
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
