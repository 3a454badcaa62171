import type { Filter } from '../segment/ast.ts';
import type { Claim } from '../segment/solve.ts';
import type { CheckWorld } from './check.ts';
import type { Graph } from './model.ts';

/** Whom the trigger lets in; nothing where one of several lets in everyone, or what it asks depends on the day. */
export function audienceOf({ triggers }: Graph, { vocabulary }: CheckWorld): Claim[] {
  const filters = triggers.flatMap(({ filter }) => (filter ? [filter] : []));
  if (triggers.length === 0 || filters.length < triggers.length) return [];
  const filter: Filter = filters.length === 1 ? filters[0]! : { any: filters };
  return dependsOnTime(filter, vocabulary, []) ? [] : [{ filter, wanted: true }];
}

const RELATIVE = new Set(['within_last', 'within_next', 'more_than_ago']);

function dependsOnTime(filter: Filter, vocabulary: CheckWorld['vocabulary'], within: readonly string[]): boolean {
  const inner = (part: Filter) => dependsOnTime(part, vocabulary, within);
  if ('all' in filter) return filter.all.some(inner);
  if ('any' in filter) return filter.any.some(inner);
  if ('not' in filter) return inner(filter.not);
  if ('attribute' in filter) return RELATIVE.has(filter.op);
  if ('engaged' in filter) return filter.within !== undefined;
  if (!('segment' in filter) || within.includes(filter.segment)) return false;
  const rule = vocabulary.segments.get(filter.segment);
  return rule ? dependsOnTime(rule, vocabulary, [...within, filter.segment]) : false;
}
