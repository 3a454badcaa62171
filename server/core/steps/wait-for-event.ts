import { z } from 'zod';
import { durationSchema, filterSchema } from '../segment/ast.ts';
import { counts } from '../segment/engagement.ts';
import { changesUnseen } from '../segment/unseen.ts';
import { afterDuration } from '../time/next-fire.ts';
import { defineStep, type Outcome, type StepContext } from './step.ts';
import { checkEvent } from './wait-for-event-check.ts';

const config = z.strictObject({
  event: z.strictObject({
    kind: z
      .enum(['open', 'click', 'bounce', 'portal_read', 'reply', 'custom', 'attribute', 'filter'])
      .describe('What to wait for. Opens and clicks count only when judged human.'),
    step: z.string().max(63).optional().describe('A send step of this journey; absent means the last email.'),
    link: z.string().max(2000).optional().describe('One link, by label or address; absent means any.'),
    name: z.string().max(120).optional().describe('Name of the custom event.'),
    attribute: z.string().max(63).optional().describe('Key of the attribute that changes.'),
    filter: filterSchema.optional().describe('The condition that becomes true.'),
  }),
  timeout: durationSchema.describe('How long to wait at most; then the contact leaves by “timeout”.'),
});
export type EventConfig = z.output<typeof config>;

export const waitForEvent = defineStep({
  type: 'wait-for-event',
  version: 1,
  title: 'Wait for event',
  help: 'Holds the contact until they open, click, read, reply or change, and at most until the time-out.',
  config,
  defaults: { event: { kind: 'open' }, timeout: 'P7D' },
  outlets: () => [
    { id: 'happened', label: 'Happened' },
    { id: 'timeout', label: 'Timed out' },
  ],
  check: checkEvent,
  filters: ({ event }) => (event.kind === 'filter' && event.filter ? [event.filter] : []),
  enter: (config, context) => wait(config, context),
  resume: (config, wake, context) => {
    if (wake.kind === 'event' && told(config, wake)) return HAPPENED;
    return wait(config, context);
  },
});

/** What has already happened counts (an open during an earlier wait, or one that came while this step was entered). */
function wait(config: EventConfig, context: StepContext): Outcome {
  const timeout = afterDuration(context.zone, context.standing.enteredStepAt, config.timeout);
  const { event } = config;
  if (event.kind === 'filter') {
    if (event.filter && context.matches(event.filter)) return HAPPENED;
    if (timeout <= context.now) return TIMEOUT;
    const look = event.filter && changesUnseen(event.filter, context.vocabulary) ? context.now + LOOK_AGAIN : Infinity;
    return { kind: 'park', until: Math.min(timeout, look), events: ['filter'], onTimeout: 'timeout' };
  }
  if (happened(config, context)) return HAPPENED;
  if (timeout <= context.now) return TIMEOUT;
  return { kind: 'park', until: timeout, events: [keyOf(config, context)], onTimeout: 'timeout' };
}

/** The event that woke us is itself the proof, unless it must be one particular link: then the log decides. */
function told(config: EventConfig, wake: { key: string; link?: string }): boolean {
  if (config.event.kind === 'filter') return false;
  return config.event.link === undefined || config.event.link === wake.link;
}

/** Whether the log shows it. Custom events and attribute changes count from when the step was entered. */
function happened({ event }: EventConfig, context: StepContext): boolean {
  const { facts, standing } = context;
  if (event.kind === 'attribute') return false;
  if (event.kind === 'custom')
    return facts.events.some(
      (one) => one.kind === 'custom' && one.name === event.name && one.at >= standing.enteredStepAt,
    );
  const send = sendOf(event.step, context);
  if (!send) return false;
  return facts.events.some(
    (one) =>
      one.kind === event.kind &&
      counts(one) &&
      one.journey === standing.journeyId &&
      one.step === send.step &&
      (send.message === undefined ? one.at >= standing.enteredAt : one.message === send.message) &&
      (event.link === undefined || one.link === event.link),
  );
}

/**
 * The message waited for: the newest one of the step. Null when the step's latest visit queued it just now, so
 * that in a loop an open of the round before is not taken for one of this round.
 */
function sendOf(step: string | undefined, context: StepContext): { step: string; message?: string } | null {
  const { facts, standing, lastSend } = context;
  const name = step ?? lastSend?.step;
  if (name === undefined || (lastSend?.step === name && lastSend.message === null)) return null;
  const sent = facts.messages.filter(
    (one) => one.journey === standing.journeyId && one.step === name && one.at >= standing.enteredAt,
  );
  if (sent.length === 0) return { step: name };
  if (sent.length < (standing.visits[name] ?? 0)) return null;
  return { step: name, message: sent.reduce((a, b) => (b.at > a.at ? b : a)).id };
}

/** The key by which the engine finds who waits for an event. */
function keyOf({ event }: EventConfig, context: StepContext): string {
  if (event.kind === 'custom') return `custom:${event.name ?? ''}`;
  if (event.kind === 'attribute') return `attribute:${event.attribute ?? ''}`;
  return `${event.kind}:${event.step ?? context.lastSend?.step ?? '*'}`;
}

/** How often a condition that can become true with nothing happening is looked at again. */
const LOOK_AGAIN = 3_600_000;
const HAPPENED: Outcome = { kind: 'go', outlet: 'happened' };
const TIMEOUT: Outcome = { kind: 'go', outlet: 'timeout' };
