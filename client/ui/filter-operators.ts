import type { AttributeOperator } from '../../server/core/segment/ast.ts';
import type { AttributeType } from '../../server/core/segment/fields.ts';

const PRESENCE: AttributeOperator[] = ['exists', 'not_exists'];
const TIMES: AttributeOperator[] = [
  'within_last',
  'within_next',
  'more_than_ago',
  'eq',
  'before',
  'after',
  ...PRESENCE,
];

/** The tests each kind of attribute offers, the most used first. */
export const operatorsFor: Readonly<Record<AttributeType, readonly AttributeOperator[]>> = {
  text: ['eq', 'ne', 'contains', 'not_contains', 'starts_with', ...PRESENCE],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', ...PRESENCE],
  boolean: ['eq', ...PRESENCE],
  date: TIMES,
  datetime: TIMES.filter((op) => op !== 'eq'),
  choice: ['eq', 'ne', 'in', 'not_in', ...PRESENCE],
  choices: ['contains', 'not_contains', ...PRESENCE],
};

export const operatorWords: Readonly<Record<AttributeOperator, string>> = {
  eq: 'is',
  ne: 'is not',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  exists: 'is known',
  not_exists: 'is not known',
  before: 'is before',
  after: 'is after',
  within_last: 'was in the last',
  within_next: 'is in the next',
  more_than_ago: 'was more than … ago',
};

export const takesDuration = (op: AttributeOperator): boolean =>
  op === 'within_last' || op === 'within_next' || op === 'more_than_ago';
export const takesSeveral = (op: AttributeOperator): boolean => op === 'in' || op === 'not_in';
export const takesNothing = (op: AttributeOperator): boolean => op === 'exists' || op === 'not_exists';
