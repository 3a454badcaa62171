import type { PreparedGraph } from '../graph/prepare.ts';
import { TRIGGER } from '../graph/model.ts';
import { phi } from '../phi.ts';
import type { AttributeValue, ContactFacts, EventFact, MessageFact, Vocabulary } from '../segment/fields.ts';
import type { Command } from '../steps/step.ts';
import { advance, type Advance } from './advance.ts';
import { factsAfter } from './facts-after.ts';
import { wakeKeys } from './wake-keys.ts';
import type { ExitReason, Standing, Wake } from './state.ts';

/** Something assumed to happen, at a time or so long after an email goes out. Times and spans in milliseconds. */
export interface AssumedEvent {
  kind: EventFact['kind'] | 'attribute' | 'webhook';
  at?: number | undefined;
  /** After each sending of `step`; for `webhook`, after each call from it. */
  afterSend?: number | undefined;
  step?: string | undefined;
  link?: string | undefined;
  /** For `custom` the event's name; for `webhook` the answer, `success` or `failure`; any other is no answer. */
  name?: string | undefined;
  /** For `attribute`: which changes, and to what. */
  attribute?: string | undefined;
  value?: AttributeValue | undefined;
}

/** One stop of the path. `leftAt` null: the contact still stands here when the simulation ends. */
export interface SimulatedStep {
  step: string;
  name: string;
  type: string;
  visit: number;
  enteredAt: number;
  leftAt: number | null;
  /** The outlet taken, `jump`, `exit:REASON`, or null while standing. */
  outlet: string | null;
  /** What the shell would have done at this step: nothing is sent or written. */
  commands: Command[];
  /** While standing: until when, at most. */
  until: number | null;
  exitReason: ExitReason | null;
}

export interface SimulateInput {
  prepared: PreparedGraph;
  facts: ContactFacts;
  vocabulary: Vocabulary;
  /** Epoch milliseconds. */
  start: number;
  contactZone: string | null;
  events?: readonly AssumedEvent[] | undefined;
  /** The journey's id, by which a split decides: with it the path is the one the contact would really take. */
  journeyId?: string | undefined;
}

/** Ten years: nobody reads on, and a wait for a date that never comes would never end. */
const HORIZON = 10 * 366 * 86_400_000;
const MOST_TICKS = 10_000;
const JOURNEY = 'simulated';

/**
 * Walks one contact through a journey on a virtual clock, by the very interpreter that walks real ones. Emails are taken to
 * arrive at once, and webhooks to be answered at once with success. Events not assumed do not happen, so waits for them
 * time out. Throws as `advance` does.
 */
export function simulate(input: SimulateInput): SimulatedStep[] {
  const agenda: { event: Assumed; at: number }[] = (input.events ?? []).flatMap((event) =>
    event.at === undefined ? [] : [{ event, at: event.at }],
  );
  const path: SimulatedStep[] = [];
  let facts = input.facts;
  let standing = before(input);
  let now = input.start;
  let wake: Wake = { kind: 'start' };
  for (let tick = 0; tick < MOST_TICKS && now <= input.start + HORIZON; tick++) {
    const { prepared, vocabulary, contactZone } = input;
    const walked = advance({ prepared, standing, wake, facts, vocabulary, now, contactZone });
    record(path, walked, prepared);
    standing = walked.standing;
    facts = after(facts, walked.commands, now, standing);
    for (const command of walked.commands) {
      if (command.kind !== 'send' && command.kind !== 'webhook') continue;
      const about = (event: AssumedEvent) =>
        event.step === command.step && (command.kind === 'webhook') === (event.kind === 'webhook');
      const assumed = (input.events ?? []).filter(about);
      for (const event of assumed)
        if (event.afterSend !== undefined) agenda.push({ event: ofVisit(event, command), at: now + event.afterSend });
      if (command.kind === 'webhook' && assumed.length === 0)
        agenda.push({ event: ofVisit({ kind: 'webhook', name: 'success' }, command), at: now });
    }
    if (standing.exitReason !== null) return path;
    const next = takeNext(agenda, standing.dueAt);
    if (next === null) return path;
    now = Math.max(now, next.at);
    if (next.event) facts = happen(facts, next.event, now, standing);
    wake = next.event ? heard(next.event, standing, now) : { kind: 'due' };
  }
  return path;
}

/** An answer belongs to one visit; an email's events do not. */
function ofVisit(event: AssumedEvent, { kind, step, visit }: { kind: string; step: string; visit: number }): Assumed {
  return kind === 'webhook' ? { ...event, step, visit } : event;
}

function before({ facts, start, journeyId = JOURNEY }: SimulateInput): Standing {
  return {
    enrollmentId: JOURNEY,
    contactId: facts.contactId,
    lane: 0,
    journeyId,
    entryKey: '',
    step: TRIGGER,
    visits: {},
    visit: 1,
    state: 'active',
    dueAt: start,
    waitingFor: [],
    enteredStepAt: start,
    enteredAt: start,
    exitReason: null,
  };
}

/** Closes the stop the contact stood at, adds those it passed, and opens the one it came to. */
function record(path: SimulatedStep[], { standing, visits, commands: given }: Advance, prepared: PreparedGraph): void {
  const waiting = path.at(-1)?.leftAt === null ? path.pop() : undefined;
  const sends = [...given];
  for (const { step, visit, enteredAt, leftAt, outlet } of visits) {
    const resumed = waiting?.step === step && waiting.visit === visit ? waiting.commands : [];
    const own = sends.splice(0, ofStep(sends, prepared.steps.get(step)?.node.type));
    path.push(stop(prepared, { step, visit, enteredAt, leftAt, outlet, commands: [...resumed, ...own] }));
  }
  const last = path.at(-1);
  if (standing.exitReason !== null && last) last.exitReason = standing.exitReason;
  if (standing.exitReason !== null || standing.step === TRIGGER) return;
  const { step, visit, enteredStepAt: enteredAt, dueAt } = standing;
  // A step that asked for something and now waits for the answer is still the same stop when it is looked at again.
  const still = waiting?.step === step && waiting.visit === visit ? waiting.commands : [];
  const done = [...still, ...sends.splice(0, ofStep(sends, prepared.steps.get(step)?.node.type))];
  path.push({
    ...stop(prepared, { step, visit, enteredAt, leftAt: null, outlet: null, commands: done }),
    until: dueAt,
  });
}

/** Commands come in the order of the visits, at most one each, and only these types give one. */
function ofStep([first]: readonly Command[], type: string | undefined): number {
  return first && givenBy[first.kind] === type ? 1 : 0;
}

const givenBy: Record<Command['kind'], string> = {
  send: 'send-email',
  'add-to-segment': 'add-to-segment',
  'remove-from-segment': 'remove-from-segment',
  'update-attribute': 'update-attribute',
  webhook: 'webhook',
  'enter-journey': 'go-to',
  'open-case': 'non-delivery-case',
  'close-case': 'non-delivery-case',
};

function stop(
  prepared: PreparedGraph,
  visit: Omit<SimulatedStep, 'name' | 'type' | 'until' | 'exitReason'>,
): SimulatedStep {
  const node = prepared.steps.get(visit.step)?.node;
  return { ...visit, name: node?.name ?? visit.step, type: node?.type ?? '', until: null, exitReason: null };
}

/** The facts as they stand once the commands are done. */
function after(facts: ContactFacts, commands: readonly Command[], now: number, { journeyId }: Standing): ContactFacts {
  let known = facts;
  for (const command of commands) {
    known = factsAfter(known, command);
    if (command.kind === 'send') {
      const { step, template, visit } = command;
      const of = { journey: journeyId, enrollment: JOURNEY, step, visit, template };
      const sent: MessageFact = { id: `${step}#${visit}`, ...of, method: 'none', state: 'sent', at: now };
      known = { ...known, messages: [...known.messages, sent] };
    }
    // Nobody works a case in a simulation, so whoever comes to one stays there.
    if (command.kind === 'open-case') {
      const opened = { message: command.message, state: 'open' as const, outcome: null, since: now };
      known = { ...known, cases: [...(known.cases ?? []), opened] };
    }
  }
  return known;
}

type Assumed = AssumedEvent & { visit?: number };

interface Due {
  event: Assumed | null;
  at: number;
}

/** What comes next: the earliest assumed event, or the due time when that is earlier; null when nothing will. */
function takeNext(agenda: { event: Assumed; at: number }[], dueAt: number | null): Due | null {
  agenda.sort((a, b) => a.at - b.at);
  const [first] = agenda;
  if (first && (dueAt === null || first.at <= dueAt)) return agenda.shift()!;
  return dueAt === null ? null : { event: null, at: dueAt };
}

function happen(facts: ContactFacts, event: AssumedEvent, at: number, { journeyId }: Standing): ContactFacts {
  const { kind, step, link, name } = event;
  if (kind === 'webhook') return facts;
  if (kind === 'attribute') {
    const key = event.attribute ?? '';
    return { ...facts, attributes: { ...facts.attributes, [key]: phi(event.value ?? null) } };
  }
  const about = facts.messages.findLast(
    (one) => one.journey === journeyId && (step === undefined || one.step === step),
  );
  const mail = kind === 'custom' ? undefined : about;
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

/** The wake the engine would give: for the key waited for, or a look at the clock when nobody listens. */
function heard(event: Assumed, standing: Standing, at: number): Wake {
  const key = wakeKeys(event).find((one) => standing.waitingFor.includes(one));
  if (key === undefined) return { kind: 'event', key: '', at };
  if (key.startsWith('attribute:') && event.kind === 'attribute') return { kind: 'event', key, at };
  return {
    kind: 'event',
    key,
    at,
    ...(event.link ? { link: event.link } : {}),
    ...(event.name ? { name: event.name } : {}),
  };
}
