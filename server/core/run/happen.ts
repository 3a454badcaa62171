import { phi, reveal } from '../phi.ts';
import type { AttributeValue, ContactFacts, EventFact, MessageFact } from '../segment/fields.ts';
import type { Command } from '../steps/step.ts';
import type { Standing, Wake } from './state.ts';
import { factsAfter } from './facts-after.ts';
import { HOLD_MS } from '../tracking/judge.ts';
import { FILTER, wakeKeys } from './wake-keys.ts';

/** Something assumed to happen, at a time or so long after an email goes out. Times and spans in milliseconds. */
export interface AssumedEvent {
  /** `outcome`: an email came to an end that no event tells of; only who watches over it hears. */
  kind: EventFact['kind'] | 'attribute' | 'webhook' | 'outcome';
  at?: number | undefined;
  /** After each sending of `step`; for `webhook`, after each call from it. */
  afterSend?: number | undefined;
  step?: string | undefined;
  /** The very message it is about, as the rehearsal named it; absent means the newest of `step`, or the newest at all. */
  message?: string | undefined;
  link?: string | undefined;
  /** Of a custom event; of a webhook the answer, `success` or `failure`: any other is no answer. */
  name?: string | undefined;
  /** Which visit's webhook is answered. */
  visit?: number | undefined;
  /** For `attribute`: which changes, and to what. */
  attribute?: string | undefined;
  value?: AttributeValue | undefined;
}

/** The facts once commands are done. Emails are not among them: what becomes of those is decided one by one. */
export function afterCommands(facts: ContactFacts, commands: readonly Command[], now: number): ContactFacts {
  let known = facts;
  for (const command of commands) {
    known = factsAfter(known, command);
    // Nobody works a case in a rehearsal, so whoever comes to one stays there.
    if (command.kind === 'open-case') {
      const opened = { message: command.message, state: 'open' as const, outcome: null, since: now };
      known = { ...known, cases: [...(known.cases ?? []), opened] };
    }
  }
  return known;
}

/** The facts with one more message of theirs. */
export function withMessage(facts: ContactFacts, message: MessageFact): ContactFacts {
  return { ...facts, messages: [...facts.messages, message] };
}

/** Setting an attribute to what it is changes nothing, and nobody hears of it. */
export function isChange({ attributes }: ContactFacts, event: AssumedEvent): boolean {
  if (event.kind !== 'attribute') return true;
  const before = attributes[event.attribute ?? ''];
  return JSON.stringify(before ? reveal(before) : null) !== JSON.stringify(event.value ?? null);
}

/** The facts once an assumed event has happened at `at`. */
export function happen(facts: ContactFacts, event: AssumedEvent, at: number, journeyId: string): ContactFacts {
  const { kind, step, link, name } = event;
  if (kind === 'attribute') {
    const key = event.attribute ?? '';
    const changes = facts.changes ?? [];
    const change = { attribute: key, revision: (changes.at(-1)?.revision ?? 0) + 1, at, by: [] };
    return {
      ...facts,
      attributes: { ...facts.attributes, [key]: phi(event.value ?? null) },
      changes: [...changes, change],
    };
  }
  if (kind === 'outcome' || kind === 'webhook') return facts;
  const ours = (one: MessageFact) =>
    event.message === undefined
      ? one.journey === journeyId && (step === undefined || one.step === step)
      : one.id === event.message;
  const mail = kind === 'custom' ? undefined : facts.messages.findLast(ours);
  const held = kind === 'open' || kind === 'click';
  const fact: EventFact = {
    kind,
    at,
    human: !held,
    heldUntil: held ? at + HOLD_MS : undefined,
    journey: mail ? journeyId : undefined,
    step: mail?.step,
    template: mail?.template,
    message: mail?.id,
    link,
    name,
  };
  return { ...facts, events: [...facts.events, fact] };
}

/** The facts once an open or click that was held has been judged: in a rehearsal they are people's. */
export function judged(facts: ContactFacts, held: EventFact): ContactFacts {
  const counting = { ...held, human: true, heldUntil: undefined };
  return { ...facts, events: facts.events.map((one) => (one === held ? counting : one)) };
}

/**
 * The wakes the engine would give for what happened just now, in its order: the look at conditions first, then what is waited
 * for in particular. None when the contact waits for nothing of the kind.
 */
export function heard(event: AssumedEvent, standing: Standing, facts: ContactFacts, at: number): Wake[] {
  return keysOf(event, standing, facts)
    .filter((key) => standing.waitingFor.includes(key))
    .map((key) => ({
      kind: 'event',
      key,
      at,
      ...(event.link ? { link: event.link } : {}),
      ...(event.name ? { name: event.name } : {}),
      ...(event.kind === 'attribute' && key !== FILTER ? { mark: facts.changes?.at(-1)?.revision } : {}),
    }));
}

function keysOf(event: AssumedEvent, standing: Standing, facts: ContactFacts): string[] {
  if (event.kind === 'outcome') return [`outcome:${event.step ?? ''}`];
  if (event.kind === 'webhook') {
    // Said of no call in particular: of the one that is under way.
    const visit = event.visit ?? (standing.step === event.step ? standing.visit : undefined);
    return wakeKeys({ ...event, visit }).filter((key) => key !== FILTER);
  }
  // An email's event carries the step it is about, named or not.
  const about = event.kind === 'custom' || event.kind === 'attribute' ? undefined : facts.events.at(-1)?.step;
  const [...keys] = wakeKeys({ ...event, step: event.step ?? about }).filter((key) => key !== FILTER);
  return [FILTER, ...keys];
}
