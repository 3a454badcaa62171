import type { Finding } from '../finding.ts';
import { isDuration } from '../time/duration.ts';
import { parseMoment } from '../time/iso.ts';
import type { AttributeCondition, Filter } from './ast.ts';
import type { AttributeDefinition, Vocabulary } from './fields.ts';
import { operandOf } from './operators.ts';

export interface FilterCheckOptions {
  /**
   * `segment`: a rule or an audience, where matching everyone may be meant (a warning) and `step` and `last` mean nothing.
   * `journey`: a condition inside one, where matching everyone is a mistake.
   */
  within?: 'segment' | 'journey';
  /** Dotted path put before the field of each finding. */
  field?: string;
}

/** What is wrong with a filter. Whatever `matches` would throw for is an error here. */
export function checkFilter(filter: Filter, vocabulary: Vocabulary, options: FilterCheckOptions = {}): Finding[] {
  const { within = 'segment', field = '' } = options;
  if ('all' in filter && filter.all.length === 0) {
    const everyone = within === 'segment';
    const message = everyone ? 'This matches everyone.' : 'Add a condition: an empty one matches everyone.';
    return [{ severity: everyone ? 'warning' : 'error', code: 'filter.everyone', message, field }];
  }
  return walk(filter, { vocabulary, within, segments: [] }, field);
}

interface Scope {
  vocabulary: Vocabulary;
  within: 'segment' | 'journey';
  segments: readonly string[];
}

function walk(filter: Filter, scope: Scope, field: string): Finding[] {
  if ('all' in filter) return group(filter.all, scope, join(field, 'all'));
  if ('any' in filter) return group(filter.any, scope, join(field, 'any'));
  if ('not' in filter) return walk(filter.not, scope, join(field, 'not'));
  if ('segment' in filter) return checkSegment(filter.segment, scope, field);
  if ('list' in filter) {
    if (scope.vocabulary.lists.has(filter.list)) return [];
    return [error('filter.unknown-list', `There is no list “${filter.list}”.`, join(field, 'list'))];
  }
  if ('attribute' in filter) return checkAttribute(filter, scope.vocabulary, field);
  if (scope.within === 'journey') return [];
  if ('delivery' in filter) return filter.step === undefined ? [] : [outside(join(field, 'step'))];
  const found: Finding[] = [];
  if (filter.step !== undefined) found.push(outside(join(field, 'step')));
  if (filter.last !== undefined) found.push(outside(join(field, 'last')));
  return found;
}

function group(parts: Filter[], scope: Scope, field: string): Finding[] {
  if (parts.length === 0) return [error('filter.empty-group', 'Add a condition to this group or remove it.', field)];
  return parts.flatMap((part, i) => walk(part, scope, `${field}.${i}`));
}

function checkSegment(name: string, scope: Scope, field: string): Finding[] {
  const at = join(field, 'segment');
  const rule = scope.vocabulary.segments.get(name);
  if (rule === undefined) return [error('filter.unknown-segment', `There is no segment “${name}”.`, at)];
  if (scope.segments.includes(name)) return [error('filter.cycle', `The segment “${name}” refers to itself.`, at)];
  if (rule === null) return [];
  if ('all' in rule && rule.all.length === 0) return [];
  // A segment's own problems are told once, where it is used; their path inside it would lead nowhere here.
  const inner = walk(rule, { ...scope, within: 'segment', segments: [...scope.segments, name] }, '');
  const broken = inner.find(({ severity }) => severity === 'error');
  if (!broken) return [];
  if (broken.code === 'filter.cycle') return [{ ...broken, field: at }];
  return [error('filter.broken-segment', `The segment “${name}” has problems; open it and fix them.`, at)];
}

function checkAttribute(condition: AttributeCondition, vocabulary: Vocabulary, field: string): Finding[] {
  const definition = vocabulary.attributes.get(condition.attribute);
  if (!definition)
    return [
      error('filter.unknown-attribute', `There is no attribute “${condition.attribute}”.`, join(field, 'attribute')),
    ];
  const operand = operandOf(definition.type, condition.op);
  if (operand === null) {
    const message = `“${definition.label}” cannot be compared in this way; choose another comparison.`;
    return [error('filter.wrong-operator', message, join(field, 'op'))];
  }
  const problem = operandProblem(operand, condition.value, definition);
  return problem === null ? [] : [error('filter.wrong-value', problem, join(field, 'value'))];
}

type Value = AttributeCondition['value'];

/** The sentence for a value that does not fit, or null. Values are not repeated: a rule's operand can be PHI. */
function operandProblem(
  operand: NonNullable<ReturnType<typeof operandOf>>,
  value: Value,
  definition: AttributeDefinition,
): string | null {
  const label = `“${definition.label}”`;
  switch (operand) {
    case 'none':
      return value === undefined ? null : 'This comparison takes no value.';
    case 'text':
      return typeof value === 'string' && value !== '' ? null : `Give the text to compare ${label} with.`;
    case 'texts':
      return isList(value, 'string') ? null : `Give at least one text to compare ${label} with.`;
    case 'number':
      return typeof value === 'number' ? null : `Give the number to compare ${label} with.`;
    case 'numbers':
      return isList(value, 'number') ? null : `Give at least one number to compare ${label} with.`;
    case 'boolean':
      return typeof value === 'boolean' ? null : `Choose yes or no for ${label}.`;
    case 'date':
      return typeof value === 'string' && parseMoment(value) ? null : `Give a date such as 2026-03-01 for ${label}.`;
    case 'duration':
      return typeof value === 'string' && isDuration(value) ? null : `Give a length of time such as P7D for ${label}.`;
    case 'choice':
      if (typeof value !== 'string' || value === '') return `Choose a value for ${label}.`;
      return isChoice(value, definition) ? null : `${label} has no such choice.`;
    case 'choices':
      if (!isList(value, 'string')) return `Choose at least one value for ${label}.`;
      return value.every((one) => isChoice(String(one), definition)) ? null : `${label} has no such choice.`;
    default:
      return operand satisfies never;
  }
}

function isList(value: Value, type: 'string' | 'number'): value is (string | number | boolean)[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === type);
}

/** An attribute without declared choices takes any. */
function isChoice(value: string, { choices }: AttributeDefinition): boolean {
  return choices.length === 0 || choices.some((one) => one.toLowerCase() === value.toLowerCase());
}

function outside(field: string): Finding {
  return error('filter.outside-journey', 'This only makes sense inside a journey.', field);
}

function join(field: string, part: string): string {
  return field === '' ? part : `${field}.${part}`;
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
