import { z } from 'zod';
import { durationSchema, filterSchema } from '../segment/ast.ts';
import type { EventFact } from '../segment/fields.ts';
import { asksForHits, changesUnseen } from '../segment/unseen.ts';
import { afterDuration } from '../time/next-fire.ts';
import { defineStep, type Outcome, type StepContext } from './step.ts';
import { checkEvent } from './wait-for-event-check.ts';
import { heardBefore, hitsOfMail, told } from './wait-for-event-heard.ts';

const config = z.strictObject({
  event: z.strictObject({
    kind: z
      .enum(['open', 'click', 'bounce', 'portal_read', 'reply', 'custom', 'attribute', 'filter'])
      .describe(
        'What to wait for. Opens and clicks count only when judged human, a minute after they come. What happened to the email before this step counts; a custom event or a change counts when it came up to 10 minutes before.',
      ),
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
  help: 'Holds the contact until they open, click, read, reply or change (what came up to 10 minutes before counts), and at most until the time-out.',
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
    const heard = wake.kind === 'event' && told(config.event, wake, context);
    return heard ? { ...HAPPENED, heard: heard.used } : wait(config, context);
  },
});

/**
 * What has already happened counts (see `heardBefore`). A time-out that falls while an open or click is being judged
 * waits for the judgement, a minute at most: a hit that came in time must not be lost by being looked at.
 */
function wait(config: EventConfig, context: StepContext): Outcome {
  const timeout = afterDuration(context.zone, context.standing.enteredStepAt, config.timeout);
  const { event } = config;
  const { now, facts } = context;
  if (event.kind === 'filter') {
    if (event.filter && context.matches(event.filter)) return HAPPENED;
    const asks = event.filter !== undefined && asksForHits(event.filter, context.vocabulary);
    const judged = timeout <= now && asks ? judgedBy(facts.events, timeout, now) : null;
    if (timeout <= now && judged === null) return TIMEOUT;
    const look = event.filter && changesUnseen(event.filter, context.vocabulary) ? now + LOOK_AGAIN : Infinity;
    return { kind: 'park', until: Math.min(judged ?? timeout, look), events: ['filter'], onTimeout: 'timeout' };
  }
  const heard = heardBefore(event, context);
  if (heard) return { ...HAPPENED, heard: heard.used };
  const judged = timeout <= now ? judgedBy(hitsOfMail(event, context), timeout, now) : null;
  if (timeout <= now && judged === null) return TIMEOUT;
  return { kind: 'park', until: judged ?? timeout, events: [keyOf(config, context)], onTimeout: 'timeout' };
}

/** When all hits that came in time and are still being judged will have been; null when there are none. */
function judgedBy(hits: readonly EventFact[], timeout: number, now: number): number | null {
  let until: number | null = null;
  for (const { heldUntil, at } of hits)
    // Judged any moment: looked at again shortly, for it is not this walk that judges.
    if (heldUntil !== undefined && at <= timeout) until = Math.max(until ?? 0, heldUntil, now + JUDGED_SOON);
  return until;
}

/** The key by which the engine finds who waits for an event. */
function keyOf({ event }: EventConfig, context: StepContext): string {
  if (event.kind === 'custom') return `custom:${event.name ?? ''}`;
  if (event.kind === 'attribute') return `attribute:${event.attribute ?? ''}`;
  return `${event.kind}:${event.step ?? context.lastSend?.step ?? '*'}`;
}

/** How often a condition that can become true with nothing happening is looked at again. */
const LOOK_AGAIN = 3_600_000;
const JUDGED_SOON = 1_000;
const HAPPENED = { kind: 'go', outlet: 'happened' } as const;
const TIMEOUT: Outcome = { kind: 'go', outlet: 'timeout' };
