import { counts } from '../segment/engagement.ts';
import type { EventFact } from '../segment/fields.ts';
import type { StepContext } from './step.ts';
import type { EventConfig } from './wait-for-event.ts';

/**
 * How long before a wait is reached a custom event or the change of an attribute may have been heard of and still answer it,
 * milliseconds: ten minutes, and never from before the contact entered the journey, because what let them in is not
 * what they wait for. One occurrence answers one wait of an enrollment. Opens, clicks, bounces, portal reads and replies
 * need no such span: they belong to an email, and whatever happened to that since it was sent counts. A condition
 * needs none either: it is asked, and what is so is so.
 */
export const LOOK_BACK_MS = 600_000;

type Awaited = EventConfig['event'];

/** An answer to a wait; `used`: up to where it, and all before it, is used up for this enrollment. */
interface Heard {
  used?: { key: string; upTo: number };
}

/**
 * The event that woke us is itself the proof, whenever it came, unless it must be one particular link: then the log
 * decides. The note of a change may come after the change itself was found in the records and has answered a wait.
 */
export function told(
  event: Awaited,
  { key, link, mark, at }: { key: string; link?: string; mark?: number; at: number },
  context: StepContext,
): Heard | null {
  switch (event.kind) {
    case 'filter':
      return null;
    case 'attribute':
      if (mark !== undefined && mark <= context.heardUpTo(key)) return null;
      return mark === undefined ? {} : { used: { key, upTo: mark } };
    case 'custom':
      return { used: { key, upTo: mark ?? at } };
    default:
      return event.link === undefined || event.link === link ? {} : null;
  }
}

/** What the records show to have happened before this look: for each kind, as far back as LOOK_BACK_MS says. */
export function heardBefore(event: Awaited, context: StepContext): Heard | null {
  switch (event.kind) {
    case 'filter':
      return null;
    case 'attribute':
      return changedBefore(event.attribute ?? '', context);
    case 'custom':
      return toldBefore(event.name ?? '', context);
    default:
      return hitsOfMail(event, context).some(counts) ? {} : null;
  }
}

/** The earliest event of the name that is recent enough and has answered no wait yet. */
function toldBefore(name: string, context: StepContext): Heard | null {
  const key = `custom:${name}`;
  const { enteredStepAt, enteredAt } = context.standing;
  const since = Math.max(enteredStepAt - LOOK_BACK_MS, enteredAt);
  const used = context.heardUpTo(key);
  let first = Infinity;
  for (const one of context.facts.events) {
    if (one.kind !== 'custom' || one.name !== name) continue;
    const heard = one.recordedAt ?? one.at;
    // What is on record has happened, also when the clock was set back since and it seems to be yet to come.
    if (heard >= since && heard > used && heard < first) first = heard;
  }
  return first === Infinity ? null : { used: { key, upTo: first } };
}

/** The earliest such change of the attribute; one that only this enrollment's own steps made is no news to it. */
function changedBefore(attribute: string, context: StepContext): Heard | null {
  const key = `attribute:${attribute}`;
  const { enteredStepAt, enteredAt, enrollmentId } = context.standing;
  const since = enteredStepAt - LOOK_BACK_MS;
  const used = context.heardUpTo(key);
  let first = Infinity;
  for (const one of context.facts.changes ?? []) {
    if (one.attribute !== attribute || one.revision <= used || one.revision >= first) continue;
    const own = one.by.length > 0 && one.by.every((by) => by === enrollmentId);
    // A change of the very moment of entering may be what led to it.
    if (!own && one.at >= since && one.at > enteredAt) first = one.revision;
  }
  return first === Infinity ? null : { used: { key, upTo: first } };
}

/** What happened to the email waited for, of this kind and by this link, judged or not. */
export function hitsOfMail(event: Awaited, context: StepContext): readonly EventFact[] {
  const { facts, standing } = context;
  const send = sendOf(event.step, context);
  if (send === 'any') {
    const since = Math.max(standing.enteredStepAt - LOOK_BACK_MS, standing.enteredAt);
    return facts.events.filter(
      (one) => one.kind === event.kind && one.at >= since && (event.link === undefined || one.link === event.link),
    );
  }
  if (!send) return NONE;
  return facts.events.filter(
    (one) =>
      one.kind === event.kind &&
      one.journey === standing.journeyId &&
      one.step === send.step &&
      (send.message === undefined ? one.at >= standing.enteredAt : one.message === send.message) &&
      (event.link === undefined || one.link === event.link),
  );
}

const NONE: readonly EventFact[] = [];

/**
 * The message waited for: the newest one of the step; `any` where the journey has sent none and no step is named. Null when the step's latest visit queued it just now, so
 * that in a loop an open of the round before is not taken for one of this round.
 */
function sendOf(step: string | undefined, context: StepContext): { step: string; message?: string } | 'any' | null {
  const { facts, standing, lastSend } = context;
  const name = step ?? lastSend?.step;
  if (name === undefined) return 'any';
  if (lastSend?.step === name && lastSend.message === null) return null;
  const sent = facts.messages.filter(
    (one) => one.journey === standing.journeyId && one.step === name && one.at >= standing.enteredAt,
  );
  if (sent.length === 0) return { step: name };
  if (sent.length < (standing.visits[name] ?? 0)) return null;
  return { step: name, message: sent.reduce((a, b) => (b.at > a.at ? b : a)).id };
}
