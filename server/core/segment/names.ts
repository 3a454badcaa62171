import type { Filter } from './ast.ts';
import type { Vocabulary } from './fields.ts';

/** The segments a filter names itself, not those its segments name in turn. */
export function segmentNames(filter: Filter): string[] {
  if ('segment' in filter) return [filter.segment];
  if ('all' in filter) return filter.all.flatMap(segmentNames);
  if ('any' in filter) return filter.any.flatMap(segmentNames);
  return 'not' in filter ? segmentNames(filter.not) : [];
}

/** The filter with the rules of the segments it names written out. Sets stay names, as do segments going in a circle. */
export function writtenOut(filter: Filter, vocabulary: Vocabulary, within: readonly string[] = []): Filter {
  if ('segment' in filter) {
    const rule = vocabulary.segments.get(filter.segment);
    if (!rule || within.includes(filter.segment)) return filter;
    return writtenOut(rule, vocabulary, [...within, filter.segment]);
  }
  if ('all' in filter) return { all: filter.all.map((part) => writtenOut(part, vocabulary, within)) };
  if ('any' in filter) return { any: filter.any.map((part) => writtenOut(part, vocabulary, within)) };
  return 'not' in filter ? { not: writtenOut(filter.not, vocabulary, within) } : filter;
}
