import { phi, reveal } from '../phi.ts';
import type { AttributeValue, ContactFacts, EventFact, MessageFact } from '../segment/fields.ts';
import type { Command } from '../steps/step.ts';
import type { Standing, Wake } from './state.ts';
import { wakeKeys } from './wake-keys.ts';

/** Something assumed to happen, at a time or so long after an email goes out. Times and spans in milliseconds. */
export interface AssumedEvent {
  /** `outcome`: an email came to an end that no event tells of; only who watches over it hears. */
  kind: EventFact['kind'] | 'attribute' | 'outcome';
  at?: number | undefined;
  /** After each sending of `step`. */
  afterSend?: number | undefined;
  step?: string | undefined;
  /** The very message it is about, as the rehearsal named it; absent means the newest of `step`, or the newest at all. */
  message?: string | undefined;
  link?: string | undefined;
  name?: string | undefined;
  /** For `attribute`: which changes, and to what. */
  attribute?: string | undefined;
  value?: AttributeValue | undefined;
}

/** The facts once commands are done. Emails are not among them: what becomes of those is decided one by one. */
export function afterCommands(facts: ContactFacts, commands: readonly Command[], now: number): ContactFacts {
  let { segments, cases } = facts;
  for (const command of commands) {
    if (command.kind === 'add-to-segment') segments = new Set([...segments, command.segment]);
    // Nobody works a case in a rehearsal, so whoever comes to one stays there.
    if (command.kind === 'open-case')
      cases = [...(cases ?? []), { message: command.message, state: 'open', outcome: null, since: now }];
  }
  return segments === facts.segments && cases === facts.cases ? facts : { ...facts, segments, cases };
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
    return { ...facts, attributes: { ...facts.attributes, [key]: phi(event.value ?? null) } };
  }
  if (kind === 'outcome') return facts;
  const ours = (one: MessageFact) =>
    event.message === undefined
      ? one.journey === journeyId && (step === undefined || one.step === step)
      : one.id === event.message;
  const mail = kind === 'custom' ? undefined : facts.messages.findLast(ours);
  const fact: EventFact = {
    kind,
    at,
    human: true,
    journey: mail ? journeyId : undefined,
    step: mail?.step,
    template: mail?.template,
    message: mail?.id,
    link,
    name,
  };
  return { ...facts, events: [...facts.events, fact] };
}

/** The wake the engine would give for what happened just now; null when the contact does not wait for it. */
export function heard(event: AssumedEvent, standing: Standing, facts: ContactFacts, at: number): Wake | null {
  if (event.kind === 'outcome') {
    const key = `outcome:${event.step ?? ''}`;
    return standing.waitingFor.includes(key) ? { kind: 'event', key, at } : null;
  }
  // An email's event carries the step it is about, named or not.
  const step = event.kind === 'custom' || event.kind === 'attribute' ? undefined : facts.events.at(-1)?.step;
  const key = wakeKeys({ ...event, step: event.step ?? step }).find((one) => standing.waitingFor.includes(one));
  if (key === undefined) return null;
  if (event.kind === 'attribute') return { kind: 'event', key, at };
  return {
    kind: 'event',
    key,
    at,
    ...(event.link ? { link: event.link } : {}),
    ...(event.name ? { name: event.name } : {}),
  };
}
