import type { Filter } from './ast.ts';
import type { Vocabulary } from './fields.ts';

/** Whether a rule's answer can change with nothing happening, and how finely: with the local day, or at any time. */
export type TimePace = 'no' | 'day' | 'hour';

const relative = new Set(['within_last', 'within_next', 'more_than_ago']);

/**
 * How a rule depends on time alone. Spans of whole days on dates change at local midnight; on date-times, and spans
 * of what was done, at any moment. Deliveries count as the latter: nothing tells of them.
 */
export function changesWithTime(filter: Filter, vocabulary: Vocabulary, within: readonly string[] = []): TimePace {
  if ('all' in filter) return fastest(filter.all.map((part) => changesWithTime(part, vocabulary, within)));
  if ('any' in filter) return fastest(filter.any.map((part) => changesWithTime(part, vocabulary, within)));
  if ('not' in filter) return changesWithTime(filter.not, vocabulary, within);
  if ('segment' in filter) {
    const rule = vocabulary.segments.get(filter.segment);
    if (!rule || within.includes(filter.segment)) return 'no';
    return changesWithTime(rule, vocabulary, [...within, filter.segment]);
  }
  if ('attribute' in filter) {
    if (!relative.has(filter.op)) return 'no';
    return vocabulary.attributes.get(filter.attribute)?.type === 'date' ? 'day' : 'hour';
  }
  if ('engaged' in filter) return filter.within !== undefined || filter.engaged === 'delivered' ? 'hour' : 'no';
  return 'delivery' in filter ? 'hour' : 'no';
}

function fastest(paces: readonly TimePace[]): TimePace {
  if (paces.includes('hour')) return 'hour';
  return paces.includes('day') ? 'day' : 'no';
}
