import { TRIGGER } from '../graph/model.ts';
import type { PreparedGraph } from '../graph/prepare.ts';
import { laneOf } from '../lane.ts';
import type { LastSend } from '../segment/engagement.ts';
import type { ContactFacts, EventFact, MessageFact, Vocabulary } from '../segment/fields.ts';
import type { SendCommand } from '../steps/step.ts';
import { contactZoneOf } from '../time/zone.ts';
import { type Advance, type AdvanceInput, advance } from './advance.ts';
import { type AssumedEvent, afterCommands, happen, heard, isChange, judged, withMessage } from './happen.ts';
import { lastSendOf } from './last-send.ts';
import { refuseEntry } from './leave.ts';
import type { Standing, Wake } from './state.ts';

/** An email about to go, with everything as it is at that moment of virtual time. */
export interface Sending {
  command: SendCommand;
  /** Names the message among those of this rehearsal. */
  id: string;
  facts: ContactFacts;
  now: number;
  /** The journey's last email before this one: what a guard may ask about. */
  last: LastSend | null;
}

/** What becomes of an email. `event` is what the contact's timeline, and whoever waits, is told. */
export interface SendResult {
  state: string;
  /** Why it ended so: a code. */
  reason?: string | undefined;
  method: MessageFact['method'];
  event: 'delivered' | 'bounce' | null;
  /** What the recipient does with it, at given times. */
  follows?: readonly Happening[] | undefined;
}

export type Happening = AssumedEvent & { at: number };

export interface RehearseInput {
  prepared: PreparedGraph;
  facts: ContactFacts;
  vocabulary: Vocabulary;
  /** Epoch milliseconds. */
  start: number;
  events?: readonly AssumedEvent[] | undefined;
  /** Past this nothing more happens; absent means ten years on. */
  until?: number | undefined;
  /** The journey's id, where it has one: what is stable per contact and journey comes out as it will. */
  journeyId?: string | undefined;
  /** What becomes of each email; absent: it arrives at once, by no method in particular. */
  deliver?: ((sending: Sending) => SendResult) | undefined;
  /** Asked whenever the contact comes to rest: what else happens, at given times. */
  meanwhile?: ((at: { standing: Standing; facts: ContactFacts; now: number }) => readonly Happening[]) | undefined;
  /** Names of journeys that take people in; absent: all that are named. */
  open?: ReadonlySet<string> | undefined;
}

/** One look at the enrollment: the engine's own answer, the moment, and how things are after it. */
export interface Turn {
  now: number;
  walked: Advance;
  facts: ContactFacts;
  /** When something next happens: the due time or an assumed event; null when nothing ever will. */
  next: number | null;
}

/** Ten years: nobody reads on, and a wait for a date that never comes would never end. */
export const HORIZON = 10 * 366 * 86_400_000;
const MOST_TURNS = 10_000;
const SIMULATED = 'simulated';

/**
 * One contact's life in a journey on a virtual clock, by the very `advance` that walks real ones, turn by turn. Pure: what
 * was given is not changed, nothing is written or sent. Events not assumed do not happen, so waits for them time out.
 * Throws as `advance` does.
 */
export function* rehearse(input: RehearseInput): Generator<Turn, void, undefined> {
  const { prepared, vocabulary, journeyId = SIMULATED, start } = input;
  const until = input.until ?? start + HORIZON;
  const agenda: Agenda[] = (input.events ?? []).flatMap((event) =>
    event.at === undefined ? [] : [{ event, at: event.at }],
  );
  let facts = input.facts;
  let standing = before(input, journeyId);
  let now = start;
  let wakes: readonly Wake[] = [{ kind: 'start' }];
  for (let turn = 0; turn < MOST_TURNS && now <= until; turn++) {
    const last = lastSendOf(null, facts, standing);
    const contactZone = contactZoneOf(facts);
    const walked = entered(hear({ prepared, standing, facts, vocabulary, now, contactZone }, wakes), input, now);
    standing = walked.standing;
    facts = sent({ ...input, journeyId }, { walked, facts, now, last, agenda });
    if (standing.exitReason === null)
      for (const event of input.meanwhile?.({ standing, facts, now }) ?? []) agenda.push({ event, at: event.at });
    const next = standing.exitReason === null ? takeNext(agenda, standing.dueAt) : null;
    yield { now, walked, facts, next: next?.at ?? null };
    if (next === null) return;
    now = Math.max(now, next.at);
    if (now > until) return;
    // What happens at one instant has all happened before anybody looks, as when it comes in together.
    const told: Wake[] = [];
    for (const { event, held } of next.items) {
      if (held) facts = judged(facts, held);
      else if (!isChange(facts, event)) continue;
      else facts = happen(facts, event, now, journeyId);
      const hit = held ?? facts.events.at(-1);
      // As in earnest: an open or a click is held for a minute, and whoever waits for it hears of it when it was judged.
      if (!held && hit?.heldUntil !== undefined && hit.kind === event.kind)
        agenda.push({ event: { ...event, step: hit.step }, at: hit.heldUntil, held: hit });
      else told.push(...heard(event, standing, facts, now));
    }
    wakes = next.items.length === 0 ? DUE : told.length > 0 ? told : NOTHING;
  }
}

const DUE: readonly Wake[] = [{ kind: 'due' }];
/** Nothing the contact waits for: only the clock is looked at. */
const NOTHING: readonly Wake[] = [{ kind: 'event', key: '', at: 0 }];

/** Hears all that woke the contact, in order, until one moves them on: as the engine does. */
function hear(at: Omit<AdvanceInput, 'wake'>, wakes: readonly Wake[]): Advance {
  let walked: Advance | null = null;
  for (const wake of wakes) {
    walked = advance({ ...at, wake });
    if (walked.visits.length > 0 || walked.counts.length > 0) break;
  }
  return walked!;
}

function before({ facts, start }: RehearseInput, journeyId: string): Standing {
  return {
    enrollmentId: SIMULATED,
    contactId: facts.contactId,
    lane: laneOf(facts.contactId),
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

/** A go-to into a journey that takes nobody in ends as the engine ends it. */
function entered(walked: Advance, { open }: RehearseInput, now: number): Advance {
  const entry = walked.commands.find(({ kind }) => kind === 'enter-journey');
  if (entry?.kind !== 'enter-journey' || !open || open.has(entry.journey)) return walked;
  return refuseEntry(walked, 'journey_ended', now);
}

interface Agenda {
  event: AssumedEvent;
  at: number;
  /** The open or click that is judged now. */
  held?: EventFact | undefined;
}

/** The facts once the commands are done, and on the agenda what follows each email. */
function sent(
  input: RehearseInput & { journeyId: string },
  turn: { walked: Advance; facts: ContactFacts; now: number; last: LastSend | null; agenda: Agenda[] },
): ContactFacts {
  const { walked, now, agenda } = turn;
  let { last } = turn;
  let facts = afterCommands(turn.facts, walked.commands, now);
  for (const command of walked.commands) {
    if (command.kind === 'webhook') agenda.push(...answersTo(command, input.events ?? [], now));
    if (command.kind !== 'send') continue;
    const { step, template } = command;
    const id = `${step}#${command.visit}`;
    const result = input.deliver?.({ command, id, facts, now, last }) ?? ARRIVED;
    facts = withMessage(facts, {
      id,
      journey: input.journeyId,
      enrollment: SIMULATED,
      step,
      visit: command.visit,
      template,
      method: result.method,
      state: result.state,
      reason: result.reason,
      at: now,
    });
    last = { step, message: id };
    if (input.deliver) agenda.push({ event: { kind: result.event ?? 'outcome', step, message: id }, at: now });
    for (const event of result.follows ?? []) agenda.push({ event: { ...event, step, message: id }, at: event.at });
    if (result.state !== 'sent') continue;
    for (const event of input.events ?? [])
      if (event.afterSend !== undefined && event.step === step && event.kind !== 'webhook')
        agenda.push({ event: { ...event, message: id }, at: now + event.afterSend });
  }
  return facts;
}

/** What is assumed to be answered to a webhook; where nothing is, success at once. */
function answersTo(
  { step, visit }: { step: string; visit: number },
  events: readonly AssumedEvent[],
  now: number,
): Agenda[] {
  const assumed = events.filter((event) => event.kind === 'webhook' && event.step === step);
  if (assumed.length === 0) return [{ event: { kind: 'webhook', name: 'success', step, visit }, at: now }];
  return assumed.flatMap((event) =>
    event.afterSend === undefined ? [] : [{ event: { ...event, visit }, at: now + event.afterSend }],
  );
}

const ARRIVED: SendResult = { state: 'sent', method: 'none', event: null };

/** What comes next: all that happens at the earliest instant, or the due time when that is earlier; null when nothing will. */
function takeNext(agenda: Agenda[], dueAt: number | null): { items: Agenda[]; at: number } | null {
  agenda.sort((a, b) => a.at - b.at);
  const [first] = agenda;
  if (!first || (dueAt !== null && first.at > dueAt)) return dueAt === null ? null : { items: [], at: dueAt };
  const together = agenda.findIndex(({ at }) => at > first.at);
  const taken = agenda.splice(0, together < 0 ? agenda.length : together);
  return { items: taken, at: first.at };
}
