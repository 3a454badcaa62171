import type { Catalog } from '../../../server/core/graph/catalog.ts';
import { worldOf } from '../../../server/core/graph/catalog.ts';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { describeFilter } from '../../../server/core/segment/describe.ts';

/** A filter in a few words: the name of what it refers to, or its sentence. */
export function filterWords(filter: Filter, catalog: Catalog): string {
  if ('segment' in filter) return filter.segment;
  if ('list' in filter) return filter.list;
  return describeFilter(filter, worldOf(catalog).vocabulary);
}

export const filterKind = (filter: Filter): 'segment' | 'list' | 'rule' =>
  'segment' in filter ? 'segment' : 'list' in filter ? 'list' : 'rule';
