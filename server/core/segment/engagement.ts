import { Failure } from '../failure.ts';
import { parseDuration } from '../time/duration.ts';
import { addDuration } from '../time/local.ts';
import type { DeliveryCondition, EngagementCondition } from './ast.ts';
import type { ContactFacts, EventFact, MessageFact } from './fields.ts';

/** A journey's last email to a contact. `message` null: queued this very moment, so nothing can have happened to it yet. */
export interface LastSend {
  step: string;
  message: string | null;
}

interface Options {
  now: number;
  zone: string;
  journey?: string | undefined;
  lastSend?: LastSend | null | undefined;
}

/**
 * Whether the contact did (or, with `did: false`, did not do) this at least `atLeast` times. Opens and clicks count only when
 * judged human. Throws Failure SEGMENT_INVALID for `step` or `last` outside a journey.
 */
export function engagementMatches(condition: EngagementCondition, facts: ContactFacts, options: Options): boolean {
  inJourney(condition.step !== undefined || condition.last === true, options);
  const since = condition.within
    ? addDuration(options.zone, options.now, parseDuration(condition.within), -1)
    : -Infinity;
  let n = 0;
  if (condition.engaged === 'delivered') n = deliveries(condition, facts, options, since);
  else
    for (const event of facts.events)
      if (counts(event) && event.at >= since && event.at <= options.now && fits(condition, event, options)) n++;
  return n >= condition.atLeast === condition.did;
}

/** Whether the newest message (of that step of this journey, when given) went by that method; `none` also when there is none. */
export function deliveryMatches(condition: DeliveryCondition, facts: ContactFacts, options: Options): boolean {
  inJourney(condition.step !== undefined, options);
  let newest: MessageFact | null = null;
  for (const message of facts.messages) {
    const ofStep = message.journey === options.journey && message.step === condition.step;
    if (condition.step !== undefined && !ofStep) continue;
    if (newest === null || message.at > newest.at) newest = message;
  }
  return (newest?.method ?? 'none') === condition.delivery;
}

/** Automated opens and clicks (prefetch, scanners) stay in the log and out of every decision. */
export function counts(event: EventFact): boolean {
  return event.human || (event.kind !== 'open' && event.kind !== 'click');
}

function fits(condition: EngagementCondition, event: EventFact, options: Options): boolean {
  if (event.kind !== condition.engaged) return false;
  if (condition.template !== undefined && event.template !== condition.template) return false;
  if (condition.link !== undefined && event.link !== condition.link) return false;
  if (condition.name !== undefined && event.name !== condition.name) return false;
  return ofSend(condition, event.journey, event.step, event.message, options);
}

/** Whether a thing belongs to the step, or to the last email, that the condition speaks of. */
function ofSend(
  condition: EngagementCondition,
  journey: string | undefined,
  step: string | undefined,
  message: string | undefined,
  options: Options,
): boolean {
  if (condition.step !== undefined && (journey !== options.journey || step !== condition.step)) return false;
  if (condition.last === undefined) return true;
  const last = options.lastSend;
  if (!last || last.message === null || journey !== options.journey || step !== last.step) return false;
  return message === undefined || message === last.message;
}

/** Messages known to have arrived, by their state or by a `delivered` event, each counted once. */
function deliveries(condition: EngagementCondition, facts: ContactFacts, options: Options, since: number): number {
  const seen = new Set<string>();
  for (const message of facts.messages) {
    const arrived = message.state === 'sent' && message.at >= since && message.at <= options.now;
    const wanted = condition.template === undefined || message.template === condition.template;
    if (arrived && wanted && ofSend(condition, message.journey, message.step, message.id, options))
      seen.add(message.id);
  }
  for (const event of facts.events)
    if (event.at >= since && event.at <= options.now && fits(condition, event, options))
      seen.add(event.message ?? `${event.step ?? ''}@${event.at}`);
  return seen.size;
}

function inJourney(needed: boolean, options: Options): void {
  if (needed && options.journey === undefined)
    throw new Failure('SEGMENT_INVALID', { part: 'journey' }, 'This condition only makes sense inside a journey.');
}
