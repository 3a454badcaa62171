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
 * @param onLeaf told of each condition that is not made of others, with its part of the explanation.
 */
export function explainFilter(
  filter: Filter,
  facts: ContactFacts,
  options: MatchOptions,
  onLeaf: (leaf: Filter, told: Explanation) => void = () => {},
): Explanation {
  const explain = (part: Filter, within: readonly string[]): Explanation => {
    const met = evaluate(part, facts, options, within);
    if ('all' in part) {
      const text = part.all.length === 0 ? 'everyone' : 'all of these';
      return { text, met, children: part.all.map((one) => explain(one, within)) };
    }
    if ('any' in part) return { text: 'any of these', met, children: part.any.map((one) => explain(one, within)) };
    if ('not' in part) return { text: 'none of this', met, children: [explain(part.not, within)] };
    const told: Explanation = { text: describeFilter(part, options.vocabulary), met, children: [] };
    const rule = 'segment' in part ? segmentRule(part.segment, options.vocabulary, within) : null;
    if ('segment' in part && rule) told.children.push(explain(rule, [...within, part.segment]));
    else onLeaf(part, told);
    return told;
  };
  return explain(filter, []);
}
