import type { AttributeCondition, DeliveryCondition, EngagementCondition, Filter } from './ast.ts';
import type { AttributeValue, Vocabulary } from './fields.ts';
import { solveAttribute } from './solve-attribute.ts';
import { type Deed, type Way, solveDeeds, solveDelivery } from './solve-deeds.ts';

/** A filter that must be true, or must be false, of a contact. */
export interface Claim {
  filter: Filter;
  wanted: boolean;
}

export interface SolveScope {
  vocabulary: Vocabulary;
  /** Epoch milliseconds; conditions relative to now are judged as of it. */
  now: number;
  zone: string;
  /** The most often something can have been done, where that is known; Infinity elsewhere. */
  limit?: (condition: EngagementCondition) => number;
  /** The ways a step's email can have gone; null for all. */
  ways?: (step: string | undefined) => ReadonlySet<Way> | null;
}

/** Somebody of whom all claims are true. */
export interface Model {
  values: Record<string, AttributeValue>;
  lists: Map<string, boolean>;
  segments: Map<string, boolean>;
  deeds: Deed[];
}

/** `none`: there can be nobody. `unknown`: none was found, and it could not be ruled out either. */
export type Solution = { kind: 'some'; model: Model } | { kind: 'none' } | { kind: 'unknown' };

/** Alternatives looked at before giving up; rules people write need a handful. */
const MOST = 2_000;

/**
 * Whether anybody can be what all the claims say, and if so somebody who is. Attributes are decided by the evaluator's own
 * test, so what is found here is so there too. A rule that cannot be read makes the answer `unknown`, never `none`.
 */
export function solve(claims: readonly Claim[], scope: SolveScope): Solution {
  const search: Search = { scope, left: MOST, doubt: false };
  const found = descend([...claims], emptyAtoms(), search, []);
  if (found) return { kind: 'some', model: found };
  return { kind: search.doubt || search.left <= 0 ? 'unknown' : 'none' };
}

interface Search {
  scope: SolveScope;
  left: number;
  /** Something on the way could be neither found nor ruled out. */
  doubt: boolean;
}

interface Atoms {
  attributes: Map<string, { condition: AttributeCondition; wanted: boolean }[]>;
  lists: Map<string, boolean>;
  segments: Map<string, boolean>;
  deeds: { condition: EngagementCondition; wanted: boolean }[];
  deliveries: { condition: DeliveryCondition; wanted: boolean }[];
}

interface Choice {
  options: Claim[][];
}

/** Takes claims apart until only conditions are left; choices are put off to the end, when most of them are decided. */
function descend(open: Claim[], atoms: Atoms, search: Search, choices: readonly Choice[]): Model | null {
  if (search.left-- <= 0) return null;
  const later = [...choices];
  for (let claim = open.pop(); claim !== undefined; claim = open.pop()) {
    const { filter, wanted } = claim;
    if ('not' in filter) open.push({ filter: filter.not, wanted: !wanted });
    else if ('all' in filter || 'any' in filter) {
      const parts = ('all' in filter ? filter.all : filter.any).map((part): Claim => ({ filter: part, wanted }));
      if ('all' in filter === wanted) open.push(...parts);
      else later.push({ options: parts.map((part) => [part]) });
    } else if ('segment' in filter) {
      const rule = search.scope.vocabulary.segments.get(filter.segment);
      if (rule) {
        // A rule that refers to itself is another check's finding; it must not go round here.
        if (++depth(search).rules > 200) {
          search.doubt = true;
          return null;
        }
        open.push({ filter: rule, wanted });
      } else if (!say(atoms.segments, filter.segment, wanted)) return null;
    } else if ('list' in filter) {
      if (!say(atoms.lists, filter.list, wanted)) return null;
    } else if ('attribute' in filter) {
      const known = atoms.attributes.get(filter.attribute) ?? [];
      atoms.attributes.set(filter.attribute, [...known, { condition: filter, wanted }]);
    } else if ('engaged' in filter) atoms.deeds.push({ condition: filter, wanted });
    else atoms.deliveries.push({ condition: filter, wanted });
  }
  const model = judge(atoms, search);
  if (!model) return null;
  const [next, ...rest] = later;
  if (!next) return model;
  for (const option of next.options) {
    const found = descend([...option], copyOf(atoms), search, rest);
    if (found) return found;
  }
  return null;
}

/** Rules opened so far, kept beside the search so that it needs no further argument. */
const opened = new WeakMap<Search, { rules: number }>();
function depth(search: Search): { rules: number } {
  const known = opened.get(search) ?? { rules: 0 };
  opened.set(search, known);
  return known;
}

function say(of: Map<string, boolean>, name: string, wanted: boolean): boolean {
  if (of.has(name) && of.get(name) !== wanted) return false;
  of.set(name, wanted);
  return true;
}

function judge({ attributes, lists, segments, deeds, deliveries }: Atoms, search: Search): Model | null {
  const { vocabulary, now, zone, limit = () => Infinity, ways = () => null } = search.scope;
  const values: Record<string, AttributeValue> = {};
  for (const [key, claims] of attributes) {
    const definition = vocabulary.attributes.get(key);
    const answer = definition ? solveAttribute(definition, claims, now, zone) : ({ kind: 'unknown' } as const);
    if (answer.kind === 'unknown') search.doubt = true;
    if (answer.kind !== 'value') return null;
    values[key] = answer.value;
  }
  if (!solveDelivery(deliveries, ways)) return null;
  const done = solveDeeds(deeds, limit);
  return done && { values, lists, segments, deeds: done };
}

function emptyAtoms(): Atoms {
  return { attributes: new Map(), lists: new Map(), segments: new Map(), deeds: [], deliveries: [] };
}

function copyOf({ attributes, lists, segments, deeds, deliveries }: Atoms): Atoms {
  return {
    attributes: new Map(attributes),
    lists: new Map(lists),
    segments: new Map(segments),
    deeds: [...deeds],
    deliveries: [...deliveries],
  };
}
