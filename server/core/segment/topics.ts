import type { Filter } from './ast.ts';
import type { Vocabulary } from './fields.ts';

/**
 * What a filter speaks of: `attribute:KEY`, `list:NAME`, `segment:NAME` (sets), `deed:KIND`, `delivery`. Two filters without a
 * topic in common cannot contradict each other.
 */
export function topicsOf(filter: Filter, vocabulary: Vocabulary): ReadonlySet<string> {
  const ofWords = known.get(vocabulary) ?? new WeakMap<Filter, ReadonlySet<string>>();
  known.set(vocabulary, ofWords);
  let topics = ofWords.get(filter);
  if (!topics) {
    const found = new Set<string>();
    collect(filter, vocabulary, found, []);
    ofWords.set(filter, (topics = found));
  }
  return topics;
}

const known = new WeakMap<Vocabulary, WeakMap<Filter, ReadonlySet<string>>>();

function collect(filter: Filter, vocabulary: Vocabulary, into: Set<string>, within: readonly string[]): void {
  if ('all' in filter) for (const part of filter.all) collect(part, vocabulary, into, within);
  else if ('any' in filter) for (const part of filter.any) collect(part, vocabulary, into, within);
  else if ('not' in filter) collect(filter.not, vocabulary, into, within);
  else if ('attribute' in filter) into.add(`attribute:${filter.attribute}`);
  else if ('list' in filter) into.add(`list:${filter.list}`);
  else if ('engaged' in filter) into.add(`deed:${filter.engaged}`);
  else if ('delivery' in filter) into.add('delivery');
  else {
    const rule = vocabulary.segments.get(filter.segment);
    if (!rule) into.add(`segment:${filter.segment}`);
    else if (!within.includes(filter.segment)) collect(rule, vocabulary, into, [...within, filter.segment]);
  }
}
