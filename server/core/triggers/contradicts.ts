import type { Filter } from '../segment/ast.ts';

/** True when nobody for whom `fact` holds can match the filter, as far as it can be seen without asking anyone. */
export function contradicts(filter: Filter, fact: Filter): boolean {
  if ('all' in filter) return filter.all.some((part) => contradicts(part, fact));
  if ('any' in filter) return filter.any.every((part) => contradicts(part, fact));
  if ('not' in filter) return same(filter.not, fact);
  if ('attribute' in filter && 'attribute' in fact)
    return filter.attribute === fact.attribute && filter.op === 'not_exists' && fact.op === 'exists';
  if ('engaged' in filter && 'engaged' in fact)
    return filter.engaged === fact.engaged && filter.name === fact.name && !filter.did && !filter.within;
  return false;
}

function same(a: Filter, b: Filter): boolean {
  if ('list' in a && 'list' in b) return a.list === b.list;
  if ('segment' in a && 'segment' in b) return a.segment === b.segment;
  if ('attribute' in a && 'attribute' in b) return a.attribute === b.attribute && a.op === 'exists';
  if ('engaged' in a && 'engaged' in b)
    return a.engaged === b.engaged && a.name === b.name && a.did && a.atLeast === 1 && !a.within;
  return false;
}
