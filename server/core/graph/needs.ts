import { Failure } from '../failure.ts';
import type { Filter } from '../segment/ast.ts';
import type { Vocabulary } from '../segment/fields.ts';
import type { PreparedGraph } from './prepare.ts';

/** What must be loaded of each contact before a walk may decide anything. */
export interface Needs {
  attributes: Set<string>;
  /** Names of lists and of set segments whose membership is asked. */
  lists: Set<string>;
  segments: Set<string>;
  events: boolean;
  messages: boolean;
  /** Attributes whose changes are waited for: the recent ones are looked at. */
  changes?: Set<string>;
  /** A go-to leads to another journey, so `facts.journeys` must say which the contact is or was in. */
  journeys: boolean;
  /** A non-delivery case step looks at the cases of the contact's messages. */
  cases?: boolean;
}

/** The needs of a whole journey: its exit criteria and every step. Throws Failure SEGMENT_INVALID for an unknown segment. */
export function needsOf(prepared: PreparedGraph, vocabulary: Vocabulary): Needs {
  const needs = none();
  for (const filter of prepared.exit) collect(filter, vocabulary, needs, []);
  for (const { node, type, config } of prepared.steps.values()) {
    for (const filter of type.filters?.(config) ?? []) collect(filter, vocabulary, needs, []);
    for (const key of type.reads?.(config) ?? []) needs.attributes.add(key);
    for (const key of type.carries?.(config) ?? []) needs.attributes.add(key);
    if (node.type === 'wait-for-event') {
      needs.events = true;
      const changing = changeAwaited(node.config['event']);
      if (changing !== null) (needs.changes ??= new Set()).add(changing);
    }
    if (node.type === 'non-delivery-case') {
      needs.messages = true;
      needs.cases = true;
      // Whether a portal message was read.
      needs.events ||= node.config['unreadPortal'] === true;
    }
    if (node.type === 'go-to') needs.journeys ||= leadsOut(node.config['target']);
  }
  if (prepared.tracksLast) needs.messages = true;
  return needs;
}

/** The needs of filters by themselves: a guard asked again at sending, an audience. */
export function needsOfFilters(filters: Iterable<Filter>, vocabulary: Vocabulary): Needs {
  const needs = none();
  for (const filter of filters) collect(filter, vocabulary, needs, []);
  return needs;
}

function collect(filter: Filter, vocabulary: Vocabulary, needs: Needs, within: readonly string[]): void {
  if ('all' in filter) for (const part of filter.all) collect(part, vocabulary, needs, within);
  else if ('any' in filter) for (const part of filter.any) collect(part, vocabulary, needs, within);
  else if ('not' in filter) collect(filter.not, vocabulary, needs, within);
  else if ('attribute' in filter) needs.attributes.add(filter.attribute);
  else if ('list' in filter) needs.lists.add(filter.list);
  else if ('segment' in filter) collectSegment(filter.segment, vocabulary, needs, within);
  else if ('delivery' in filter) needs.messages = true;
  else {
    needs.events = true;
    if (filter.engaged === 'delivered' || filter.last) needs.messages = true;
  }
}

function collectSegment(name: string, vocabulary: Vocabulary, needs: Needs, within: readonly string[]): void {
  const rule = vocabulary.segments.get(name);
  if (rule === undefined || within.includes(name))
    throw new Failure('SEGMENT_INVALID', { segment: name, part: rule === undefined ? 'unknown' : 'cycle' });
  if (rule === null) needs.segments.add(name);
  else collect(rule, vocabulary, needs, [...within, name]);
}

function changeAwaited(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('kind' in event) || event.kind !== 'attribute') return null;
  return 'attribute' in event && typeof event.attribute === 'string' ? event.attribute : null;
}

function leadsOut(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'journey' in target;
}

function none(): Needs {
  return {
    attributes: new Set(),
    lists: new Set(),
    segments: new Set(),
    events: false,
    messages: false,
    journeys: false,
  };
}
