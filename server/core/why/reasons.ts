import { sameValue } from '../contact/change-value.ts';
import { phi, reveal } from '../phi.ts';
import type { Filter } from '../segment/ast.ts';
import { counts } from '../segment/engagement.ts';
import type { MatchOptions } from '../segment/evaluate.ts';
import { type Explanation, explainFilter } from '../segment/explain.ts';
import type { ContactFacts } from '../segment/fields.ts';
import type { Reason, Seen, SeenValue } from './answer.ts';
import { type Definitions, definitionsAt } from './definitions.ts';
import { type ContactRecord, attributesAt, nextChange, valueLife } from './record.ts';

/** What a condition was asked of. */
export interface Question {
  label: string;
  filter: Filter;
  facts: ContactFacts;
  options: MatchOptions;
}

export interface Told {
  reasons: Reason[];
  values: SeenValue[];
}

/**
 * Explains conditions part by part with what each was answered from. @throws Failure SEGMENT_INVALID as `matches` does.
 * @param moment what the facts are of.
 */
export function tellReasons(
  contact: ContactRecord,
  definitions: Definitions,
  moment: number,
  questions: readonly Question[],
): Told {
  const looked = new Map<string, ContactFacts>();
  const reasons = questions.map(({ label, filter, facts, options }) => {
    const seen = new Map<Explanation, Seen | null>();
    const told = explainFilter(filter, facts, options, (leaf, part) => {
      if ('attribute' in leaf) looked.set(leaf.attribute, facts);
      seen.set(part, seenIn(leaf, facts, { contact, definitions, moment, journey: options.journey }));
    });
    return { ...reasonOf(told, seen), label };
  });
  return { reasons, values: tellValues(contact, definitions, moment, looked) };
}

/**
 * The values attributes had when they were looked at, with how long they were so. A walk sees what its own steps have
 * changed before it, so each key comes with the facts it was looked up in.
 */
export function tellValues(
  contact: ContactRecord,
  definitions: Definitions,
  moment: number,
  looked: ReadonlyMap<string, ContactFacts>,
): SeenValue[] {
  const { vocabulary } = definitionsAt(definitions, moment);
  const before = attributesAt(contact, moment);
  return [...looked.keys()].sort().map((key) => {
    const definition = vocabulary.attributes.get(key);
    const value = looked.get(key)?.attributes[key] ?? phi(null);
    const own = !sameValue(reveal(before[key] ?? phi(null)), reveal(value));
    return {
      key,
      label: definition?.label ?? key,
      // Unknown counts as PHI.
      phi: definition?.phi ?? 'P2',
      value,
      ...valueLife(contact, key, own ? nextChange(contact, key, moment) : moment),
    };
  });
}

function reasonOf(told: Explanation, seen: ReadonlyMap<Explanation, Seen | null>): Reason {
  const { text, met, children } = told;
  return { label: '', text, met, seen: seen.get(told) ?? null, children: children.map((one) => reasonOf(one, seen)) };
}

function seenIn(
  leaf: Filter,
  facts: ContactFacts,
  at: { contact: ContactRecord; definitions: Definitions; moment: number; journey: string | undefined },
): Seen | null {
  if ('attribute' in leaf) return { kind: 'value', key: leaf.attribute };
  if ('list' in leaf) return { kind: 'since', at: memberSince('list', leaf.list, at) };
  if ('segment' in leaf)
    return { kind: 'since', at: facts.segments.has(leaf.segment) ? memberSince('segment', leaf.segment, at) : null };
  if ('engaged' in leaf) {
    const fits = facts.events.filter(
      (one) =>
        one.kind === leaf.engaged &&
        counts(one) &&
        (leaf.name === undefined || one.name === leaf.name) &&
        (leaf.link === undefined || one.link === leaf.link) &&
        (leaf.template === undefined || one.template === leaf.template) &&
        (leaf.step === undefined || (one.step === leaf.step && one.journey === at.journey)),
    );
    return {
      kind: 'times',
      n: fits.length,
      last: fits.reduce<number | null>((a, { at: b }) => Math.max(a ?? b, b), null),
    };
  }
  if ('delivery' in leaf) {
    const sent = facts.messages.filter(
      ({ step, journey }) => leaf.step === undefined || (step === leaf.step && journey === at.journey),
    );
    return { kind: 'method', method: sent.toSorted((a, b) => b.at - a.at)[0]?.method ?? 'none' };
  }
  return null;
}

function memberSince(
  kind: 'list' | 'segment',
  name: string,
  { contact, definitions, moment }: { contact: ContactRecord; definitions: Definitions; moment: number },
): number | null {
  const { names } = definitionsAt(definitions, moment);
  const inside = contact.memberships.find(
    (one) =>
      one.kind === kind &&
      names.get(one.setId) === name &&
      one.from <= moment &&
      (one.until === null || one.until >= moment),
  );
  return inside?.from ?? null;
}
