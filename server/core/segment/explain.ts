import type { Filter } from './ast.ts';
import { describeFilter } from './describe.ts';
import { evaluate, type MatchOptions, segmentRule } from './evaluate.ts';
import type { ContactFacts } from './fields.ts';

/** Why a contact matches or not: the filter's parts in words, each with whether it is met. */
export interface Explanation {
  text: string;
  met: boolean;
  children: Explanation[];
}

/**
 * Explains `matches` part by part; a rule segment is opened up to its own rule. Says which conditions hold, never what the
 * contact's values are. Throws Failure SEGMENT_INVALID as `matches` does.
 */
export function explainFilter(filter: Filter, facts: ContactFacts, options: MatchOptions): Explanation {
  return explain(filter, facts, options, []);
}

function explain(filter: Filter, facts: ContactFacts, options: MatchOptions, within: readonly string[]): Explanation {
  const met = evaluate(filter, facts, options, within);
  const inner = (part: Filter, path = within) => explain(part, facts, options, path);
  if ('all' in filter) {
    const text = filter.all.length === 0 ? 'everyone' : 'all of these';
    return { text, met, children: filter.all.map((part) => inner(part)) };
  }
  if ('any' in filter) return { text: 'any of these', met, children: filter.any.map((part) => inner(part)) };
  if ('not' in filter) return { text: 'none of this', met, children: [inner(filter.not)] };
  const text = describeFilter(filter, options.vocabulary);
  if (!('segment' in filter)) return { text, met, children: [] };
  const rule = segmentRule(filter.segment, options.vocabulary, within);
  return { text, met, children: rule === null ? [] : [inner(rule, [...within, filter.segment])] };
}
