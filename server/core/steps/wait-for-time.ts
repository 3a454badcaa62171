import { z } from 'zod';
import { durationSchema } from '../segment/ast.ts';
import { nextFire } from '../time/next-fire.ts';
import { checkWait } from './wait-for-time-check.ts';
import { defineStep, type Outcome, type StepContext } from './step.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:30');

const config = z.strictObject({
  mode: z
    .enum(['duration', 'until', 'attribute'])
    .describe('A length of time, a fixed date, or a date of the contact’s.'),
  duration: durationSchema.optional().describe('Days and longer are calendar days: the same time of day.'),
  until: z.string().max(40).optional().describe('A date or local date-time, such as 2026-11-01T09:00.'),
  attribute: z.string().max(63).optional().describe('Key of a date or date-time attribute.'),
  offset: durationSchema.optional().describe('How long before or after the attribute.'),
  direction: z.enum(['before', 'after']).optional().describe('Default: before.'),
  time: clock.optional().describe('Time of day; a bare date counts from 09:00 without it.'),
  onMissing: z
    .enum(['skip', 'wait', 'exit'])
    .optional()
    .describe('Without a date: go on at once, wait until there is one, or leave the journey. Default: exit.'),
  onPast: z.enum(['go', 'exit']).optional().describe('When the time has already passed. Default: go on at once.'),
  window: z
    .strictObject({
      weekdays: z.array(z.int().min(1).max(7)).max(7).optional().describe('1 = Monday … 7 = Sunday.'),
      daysOfMonth: z.array(z.int().min(1).max(31)).max(31).optional().describe('Days a month lacks are passed over.'),
      from: clock.optional().describe('First minute, included.'),
      to: clock.optional().describe('Excluded; not after “from” means past midnight.'),
    })
    .optional()
    .describe('Then only on these days and within these hours.'),
  zone: z.string().max(50).optional().describe('journey, contact, or an IANA zone. Default: journey.'),
});
export type WaitConfig = z.output<typeof config>;

export const waitForTime = defineStep({
  type: 'wait-for-time',
  version: 1,
  title: 'Wait for time',
  help: 'Holds the contact for a while, until a date, or around one of their dates; then for the right day and hour.',
  config,
  defaults: { mode: 'duration', duration: 'P3D' },
  outlets: () => [{ id: 'done', label: 'Then' }],
  check: checkWait,
  reads: (config) => [
    ...(config.mode === 'attribute' && config.attribute ? [config.attribute] : []),
    ...(config.zone === 'contact' ? ['timezone'] : []),
  ],
  enter: (config, context) => wait(config, context, true),
  resume: (config, wake, context) => wait(config, context, wake.kind !== 'due'),
});

/**
 * Works the due time out from the beginning each time, from when the step was entered: so a changed attribute, a
 * newer version of the step and a late worker all come to the right answer. `fresh`: the time may turn out to be
 * past in a way `onPast` speaks of; when the clock woke us, being past is simply being done.
 */
function wait(config: WaitConfig, context: StepContext, fresh: boolean): Outcome {
  const { standing, zone, contactZone, now } = context;
  const fire = nextFire(
    config,
    { since: standing.enteredStepAt, zone, contactZone, attribute: (key) => context.attribute(key) },
    now,
  );
  const events = config.mode === 'attribute' ? [`attribute:${config.attribute ?? ''}`] : NOTHING;
  if (fire.kind === 'missing') return missing(config, events);
  if (fresh && config.onPast === 'exit' && config.mode !== 'duration' && fire.due < now)
    return { kind: 'end', reason: 'date_past' };
  return fire.at <= now ? DONE : { kind: 'park', until: fire.at, events, onTimeout: 'done' };
}

function missing(config: WaitConfig, events: readonly string[]): Outcome {
  if (config.onMissing === 'skip') return DONE;
  if (config.onMissing === 'wait') return { kind: 'park', until: null, events, onTimeout: 'done' };
  return { kind: 'end', reason: 'date_missing' };
}

const NOTHING: readonly string[] = [];
const DONE: Outcome = { kind: 'go', outlet: 'done' };
