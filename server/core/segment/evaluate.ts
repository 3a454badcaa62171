import { Failure } from '../failure.ts';
import { reveal } from '../phi.ts';
import type { AttributeCondition, Filter } from './ast.ts';
import { attributeTest } from './attribute-test.ts';
import { deliveryMatches, engagementMatches, type LastSend } from './engagement.ts';
import type { AttributeDefinition, AttributeValue, ContactFacts, Vocabulary } from './fields.ts';

/** What an evaluation may look at besides the contact. */
export interface MatchOptions {
  vocabulary: Vocabulary;
  /** Epoch milliseconds, from the database clock. */
  now: number;
  /** IANA zone in which days begin. */
  zone: string;
  /** The id of the journey this is evaluated in; without it `step` and `last` are errors. */
  journey?: string | undefined;
  /** The last email of this journey to this contact; null when there was none. */
  lastSend?: LastSend | null | undefined;
}

/**
 * Whether one contact matches. An unknown attribute, list, segment or operator, and a segment that refers to itself, throw Failure
 * SEGMENT_INVALID: a rule that cannot be understood matches nobody, above all not everybody.
 */
export function matches(filter: Filter, facts: ContactFacts, options: MatchOptions): boolean {
  return evaluate(filter, facts, options, NOWHERE);
}

/** Evaluates below a chain of segments already being evaluated, which must not come up again. */
export function evaluate(
  filter: Filter,
  facts: ContactFacts,
  options: MatchOptions,
  within: readonly string[],
): boolean {
  if ('attribute' in filter) return attributeMatches(filter, facts, options);
  if ('engaged' in filter) return engagementMatches(filter, facts, options);
  if ('segment' in filter) return inSegment(filter.segment, facts, options, within);
  if ('list' in filter) {
    if (!options.vocabulary.lists.has(filter.list)) throw unknown('list', filter.list);
    return facts.lists.has(filter.list);
  }
  if ('all' in filter) {
    // Every part is evaluated: an unknown name must be refused even when an earlier part already said no.
    let every = true;
    for (const part of filter.all) every = evaluate(part, facts, options, within) && every;
    return every;
  }
  if ('any' in filter) {
    let some = false;
    for (const part of filter.any) some = evaluate(part, facts, options, within) || some;
    return some;
  }
  if ('not' in filter) return !evaluate(filter.not, facts, options, within);
  if ('delivery' in filter) return deliveryMatches(filter, facts, options);
  throw new Failure('SEGMENT_INVALID', { part: 'form' });
}

/** The rule of a segment, or null for a set; throws for an unknown name and for one already in `within`. */
export function segmentRule(name: string, vocabulary: Vocabulary, within: readonly string[]): Filter | null {
  const rule = vocabulary.segments.get(name);
  if (rule === undefined) throw unknown('segment', name);
  if (within.includes(name)) throw new Failure('SEGMENT_INVALID', { segment: name, part: 'cycle' });
  return rule;
}

const NOWHERE: readonly string[] = [];

function inSegment(name: string, facts: ContactFacts, options: MatchOptions, within: readonly string[]): boolean {
  const rule = segmentRule(name, options.vocabulary, within);
  return rule === null ? facts.segments.has(name) : evaluate(rule, facts, options, [...within, name]);
}

interface Compiled {
  definition: AttributeDefinition;
  now: number;
  zone: string;
  test: (value: AttributeValue) => boolean;
}

/** The last compiled form of each condition: a batch evaluates the same one at the same instant for thousands. */
const compiled = new WeakMap<AttributeCondition, Compiled>();

function attributeMatches(condition: AttributeCondition, facts: ContactFacts, options: MatchOptions): boolean {
  const definition = options.vocabulary.attributes.get(condition.attribute);
  if (!definition) throw unknown('attribute', condition.attribute);
  let ready = compiled.get(condition);
  if (!ready || ready.now !== options.now || ready.zone !== options.zone || ready.definition !== definition) {
    const { now, zone } = options;
    ready = { definition, now, zone, test: attributeTest(definition, condition, now, zone) };
    compiled.set(condition, ready);
  }
  const sealed = facts.attributes[condition.attribute];
  return ready.test(sealed === undefined ? null : reveal(sealed));
}

function unknown(kind: 'attribute' | 'list' | 'segment', name: string): Failure {
  return new Failure('SEGMENT_INVALID', { [kind]: name, part: 'unknown' }, `There is no ${kind} named "${name}".`);
}
