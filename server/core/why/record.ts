import type { Attributes, CaseFact, ContactFacts, EventFact, MessageFact } from '../segment/fields.ts';
import { type Definitions, definitionsAt } from './definitions.ts';

/**
 * All that is kept of one contact: what is true now and what was true before each change. From it the facts of any
 * moment can be worked out, as a walk of that moment saw them. Times are epoch milliseconds, with fractions.
 */
export interface ContactRecord {
  contactId: string;
  createdAt: number;
  /** The row, or a part of its history, cannot be opened: what was in it is not known. */
  unreadable: boolean;
  /** Now. */
  attributes: Attributes;
  /** The newest first, by revision: the clock may have been set back between two. */
  changes: readonly AttributeChange[];
  memberships: readonly Membership[];
  events: readonly HeardEvent[];
  messages: readonly MessageRecord[];
  cases: readonly CaseRecord[];
  /** Answers to webhook steps, each a wake. */
  answers: readonly { at: number; enrollment: string; step: string; visit: number; outcome: string }[];
  /** Journeys entered, by id and name. */
  journeys: readonly { id: string; name: string; enteredAt: number }[];
}

/** What attributes were before a change. */
export interface AttributeChange {
  at: number;
  /** The contact's revision it replaced. */
  revision: number;
  /** Enrollments whose own steps made it, by attribute. */
  by: readonly { attribute: string; enrollment: string }[];
  /** By key; null for an attribute that had no value. */
  former: Attributes;
  /** `former` is all there was, not only what changed. */
  whole: boolean;
  actor: string;
  source: string;
}

export interface Membership {
  kind: 'list' | 'segment';
  setId: string;
  from: number;
  /** Null while it lasts. */
  until: number | null;
}

export interface HeardEvent extends EventFact {
  /** When it was heard of; `at` is when it happened. */
  recordedAt: number;
}

/** A message with what became of it, attempt by attempt, oldest first. */
export interface MessageRecord extends Omit<MessageFact, 'at'> {
  queuedAt: number;
  finishedAt: number | null;
  attempts: readonly {
    startedAt: number;
    finishedAt: number | null;
    result: string | null;
    method: MessageFact['method'] | null;
  }[];
  /** What settled it later (an open of one in doubt, a late bounce), oldest first. */
  resolutions: readonly { at: number; before: string; state: string; reason: string | null }[];
}

/** A case with every state it came into, oldest first. */
export interface CaseRecord {
  message: string;
  states: readonly Omit<CaseFact, 'message'>[];
}

/**
 * The facts as a walk at `moment` saw them. What the walk itself did is not among them: messages it queued, sets it
 * added the contact to. What changed in the very same instant by another hand was committed before, so it counts.
 */
export function factsAt(record: ContactRecord, definitions: Definitions, moment: number): ContactFacts {
  const { names } = definitionsAt(definitions, moment);
  const inside = { list: new Set<string>(), segment: new Set<string>() };
  for (const { kind, setId, from, until } of record.memberships) {
    const began = kind === 'list' ? from <= moment : from < moment;
    const name = names.get(setId);
    if (began && (until === null || until >= moment) && name !== undefined) inside[kind].add(name);
  }
  const journeys = new Set<string>();
  for (const { id, name, enteredAt } of record.journeys) {
    if (enteredAt > moment) continue;
    journeys.add(id);
    journeys.add(name);
  }
  return {
    contactId: record.contactId,
    attributes: attributesAt(record, moment),
    lists: inside.list,
    segments: inside.segment,
    // As the walk reads them: what is on record has happened.
    events: record.events.flatMap((event) =>
      event.recordedAt <= moment ? [{ ...event, at: Math.min(event.at, moment) }] : [],
    ),
    changes: record.changes.flatMap(({ at, revision, by, former, whole }) => {
      if (at > moment || whole) return [];
      const made = (key: string) => by.flatMap((one) => (one.attribute === key ? [one.enrollment] : []));
      return Object.keys(former).map((key) => ({ attribute: key, revision, at: Math.round(at), by: made(key) }));
    }),
    messages: record.messages.flatMap((one) => {
      const then = messageAt(one, moment);
      return then ? [then] : [];
    }),
    journeys,
    cases: record.cases.flatMap(({ message, states }) => {
      const then = states.findLast(({ since }) => since < moment);
      return then ? [{ message, ...then }] : [];
    }),
  };
}

/** The attributes as they were: every change made after `moment` taken back. */
export function attributesAt({ attributes, changes }: ContactRecord, moment: number): Attributes {
  let then = attributes;
  for (const { at, former, whole } of changes) {
    if (at <= moment) continue;
    then = whole ? former : { ...then, ...former };
  }
  return then;
}

/** When the value an attribute had at `moment` was set, by whom and how; and when it was replaced, if it was. */
export function valueLife(
  record: ContactRecord,
  key: string,
  moment: number,
): { since: number; source: string | null; until: number | null } {
  const touching = record.changes.filter(({ former, whole }) => whole || key in former);
  const before = touching.find(({ at }) => at <= moment);
  const after = touching.findLast(({ at }) => at > moment);
  return { since: before?.at ?? record.createdAt, source: before?.source ?? null, until: after?.at ?? null };
}

/** When an attribute was changed next after a moment; the moment itself when it never was. */
export function nextChange({ changes }: ContactRecord, key: string, moment: number): number {
  return changes.findLast(({ at, former, whole }) => at > moment && (whole || key in former))?.at ?? moment;
}

/** Every instant, within a span, at which something about the contact changed. */
export function changesWithin(record: ContactRecord, from: number, to: number): number[] {
  const instants = [
    ...record.changes.map(({ at }) => at),
    ...record.memberships.flatMap(({ from, until }) => (until === null ? [from] : [from, until])),
    ...record.events.map(({ recordedAt }) => recordedAt),
    ...record.messages.flatMap(({ queuedAt, finishedAt, attempts, resolutions }) => [
      queuedAt,
      ...resolutions.map(({ at }) => at),
      ...(finishedAt === null ? [] : [finishedAt]),
      ...attempts.flatMap((one) => (one.finishedAt === null ? [one.startedAt] : [one.startedAt, one.finishedAt])),
    ]),
    ...record.cases.flatMap(({ states }) => states.map(({ since }) => since)),
    ...record.answers.map(({ at }) => at),
    ...record.journeys.map(({ enteredAt }) => enteredAt),
  ];
  return [...new Set(instants.filter((at) => at >= from && at <= to))].sort((a, b) => a - b);
}

function messageAt(message: MessageRecord, moment: number): MessageFact | null {
  const { queuedAt, finishedAt, attempts, resolutions, ...rest } = message;
  if (queuedAt >= moment) return null;
  if (finishedAt !== null && finishedAt <= moment) {
    const later = resolutions.find(({ at }) => at > moment);
    return later ? { ...rest, state: later.before, at: finishedAt } : { ...rest, at: finishedAt };
  }
  const last = attempts.findLast(({ startedAt }) => startedAt <= moment);
  if (!last) return { ...rest, method: 'none', state: 'queued', at: queuedAt };
  const method = last.method ?? 'none';
  if (last.finishedAt === null || last.finishedAt > moment) return { ...rest, method, state: 'sealed', at: queuedAt };
  const state = last.result ?? 'deferred';
  return { ...rest, method, state, at: state === 'deferred' ? queuedAt : last.finishedAt };
}
