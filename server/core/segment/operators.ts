import type { AttributeOperator } from './ast.ts';
import type { AttributeType } from './fields.ts';

/** What an operator's `value` must be. `duration` is ISO 8601. */
export type Operand =
  | 'none'
  | 'text'
  | 'texts'
  | 'number'
  | 'numbers'
  | 'boolean'
  | 'date'
  | 'duration'
  | 'choice'
  | 'choices';

const textual: Partial<Record<AttributeOperator, Operand>> = {
  eq: 'text',
  ne: 'text',
  in: 'texts',
  not_in: 'texts',
  contains: 'text',
  not_contains: 'text',
  starts_with: 'text',
  exists: 'none',
  not_exists: 'none',
};

const temporal: Partial<Record<AttributeOperator, Operand>> = {
  eq: 'date',
  ne: 'date',
  gt: 'date',
  gte: 'date',
  lt: 'date',
  lte: 'date',
  before: 'date',
  after: 'date',
  within_last: 'duration',
  within_next: 'duration',
  more_than_ago: 'duration',
  exists: 'none',
  not_exists: 'none',
};

/**
 * Which operators each attribute type has, and what each takes. Anything not here is an error, for the builder and for the
 * evaluator alike, so that a rule nobody understands never selects anyone.
 */
export const operators: Readonly<Record<AttributeType, Readonly<Partial<Record<AttributeOperator, Operand>>>>> = {
  text: textual,
  number: {
    eq: 'number',
    ne: 'number',
    gt: 'number',
    gte: 'number',
    lt: 'number',
    lte: 'number',
    in: 'numbers',
    not_in: 'numbers',
    exists: 'none',
    not_exists: 'none',
  },
  boolean: { eq: 'boolean', ne: 'boolean', exists: 'none', not_exists: 'none' },
  date: temporal,
  datetime: temporal,
  choice: { eq: 'choice', ne: 'choice', in: 'choices', not_in: 'choices', exists: 'none', not_exists: 'none' },
  choices: {
    contains: 'choice',
    not_contains: 'choice',
    in: 'choices',
    not_in: 'choices',
    exists: 'none',
    not_exists: 'none',
  },
};

/** What `op` takes on this type; null when the type has no such operator. */
export function operandOf(type: AttributeType, op: AttributeOperator): Operand | null {
  return operators[type][op] ?? null;
}
