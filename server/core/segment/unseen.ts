import type { Filter } from './ast.ts';
import type { Vocabulary } from './fields.ts';

/** Whether a condition asks, anywhere in it, for opens or clicks: those are held for a minute before they count. */
export function asksForHits(filter: Filter, vocabulary: Vocabulary, within: readonly string[] = []): boolean {
  if ('all' in filter) return filter.all.some((part) => asksForHits(part, vocabulary, within));
  if ('any' in filter) return filter.any.some((part) => asksForHits(part, vocabulary, within));
  if ('not' in filter) return asksForHits(filter.not, vocabulary, within);
  if ('segment' in filter) {
    const rule = vocabulary.segments.get(filter.segment);
    if (!rule || within.includes(filter.segment)) return false;
    return asksForHits(rule, vocabulary, [...within, filter.segment]);
  }
  return 'engaged' in filter && (filter.engaged === 'open' || filter.engaged === 'click');
}

const relative = new Set(['within_last', 'within_next', 'more_than_ago']);

/**
 * True when the condition can become true with no event to tell of it: because time passes, or because a list or segment
 * takes someone in. A wait for such a condition has to look again now and then.
 */
export function changesUnseen(filter: Filter, vocabulary: Vocabulary, within: readonly string[] = []): boolean {
  if ('all' in filter) return filter.all.some((part) => changesUnseen(part, vocabulary, within));
  if ('any' in filter) return filter.any.some((part) => changesUnseen(part, vocabulary, within));
  if ('not' in filter) return changesUnseen(filter.not, vocabulary, within);
  if ('list' in filter) return true;
  if ('segment' in filter) {
    const rule = vocabulary.segments.get(filter.segment);
    if (!rule || within.includes(filter.segment)) return true;
    return changesUnseen(rule, vocabulary, [...within, filter.segment]);
  }
  if ('attribute' in filter) return relative.has(filter.op);
  if ('engaged' in filter) return filter.within !== undefined || filter.engaged === 'delivered';
  return true;
}
