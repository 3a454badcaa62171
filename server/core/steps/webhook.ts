import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { durationSchema } from '../segment/ast.ts';
import { durationWords, parseDuration } from '../time/duration.ts';
import { afterDuration } from '../time/next-fire.ts';
import { webhookKey } from '../webhook/wake.ts';
import { type CheckContext, defineStep, type Outcome, type StepContext } from './step.ts';

const config = z.strictObject({
  endpoint: z.string().max(80).describe('Name of a webhook endpoint.'),
  event: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,79}$/, 'lower-case letters, digits and . _ -')
    .default('journey.step')
    .describe('The “type” the receiver is told.'),
  attributes: z
    .array(z.string().max(63))
    .max(50)
    .optional()
    .describe('Keys of attributes to send along; only to an endpoint covered by a BAA.'),
  timeout: durationSchema.default('P1D').describe('How long to wait for the answer; then nothing more is sent.'),
});
type WebhookConfig = z.output<typeof config>;

export const webhook = defineStep({
  type: 'webhook',
  version: 1,
  title: 'Webhook',
  help: 'Tells another system, signed and tried again until it answers, and goes on by its answer.',
  config,
  defaults: { endpoint: '', event: 'journey.step', timeout: 'P1D' },
  outlets: () => [
    { id: 'success', label: 'Delivered' },
    { id: 'failure', label: 'Failed' },
    { id: 'timeout', label: 'Timed out' },
  ],
  check: (config, context) => [...checkEndpoint(config, context), ...checkTimeout(config)],
  carries: ({ attributes }) => attributes ?? [],
  enter: (config, context) => {
    const rest = wait(config, context);
    if (rest.kind !== 'park') return rest;
    const { node, standing, facts } = context;
    const values = (config.attributes ?? []).flatMap((key) => {
      const value = facts.attributes[key];
      return value === undefined ? [] : [[key, value] as const];
    });
    const command = {
      kind: 'webhook' as const,
      step: node.id,
      visit: standing.visit,
      endpoint: config.endpoint,
      event: config.event,
      attributes: Object.fromEntries(values),
      until: rest.until,
    };
    return { kind: 'perform', command, next: rest };
  },
  resume: (config, wake, context) => {
    if (wake.kind === 'event') return { kind: 'go', outlet: wake.name === 'success' ? 'success' : 'failure' };
    return wait(config, context);
  },
});

/** Until the answer comes. Sent once per visit: whoever is looked at again meanwhile only goes on waiting. */
function wait(config: WebhookConfig, context: StepContext): Extract<Outcome, { kind: 'park' | 'go' }> {
  const { standing } = context;
  const until = afterDuration(context.zone, standing.enteredStepAt, config.timeout);
  if (until <= context.now) return { kind: 'go', outlet: 'timeout' };
  return { kind: 'park', until, events: [webhookKey(standing.step, standing.visit)], onTimeout: 'timeout' };
}

function checkEndpoint(
  { endpoint, attributes = [] }: WebhookConfig,
  { webhooks, vocabulary }: CheckContext,
): Finding[] {
  const field = 'endpoint';
  if (endpoint === '') return [error('webhook.none', 'Choose the endpoint to tell.', field)];
  const known = webhooks.get(endpoint);
  if (!known) return [error('webhook.unknown', `There is no webhook endpoint named “${endpoint}”.`, field)];
  const found = attributes.flatMap((key) =>
    vocabulary.attributes.has(key)
      ? []
      : [error('webhook.unknown-attribute', `There is no attribute “${key}”.`, 'attributes')],
  );
  if (attributes.length > 0 && !known.baa) {
    const message = `“${endpoint}” is not covered by a BAA, so it is told ids only. Take the attributes out.`;
    found.push(error('webhook.no-baa', message, 'attributes'));
  }
  return found;
}

function checkTimeout({ timeout }: WebhookConfig): Finding[] {
  const { months, days, ms } = parseDuration(timeout);
  const field = 'timeout';
  if (months === 0 && days === 0 && ms === 0)
    return [error('webhook.no-timeout', 'Say how long to wait for the answer.', field)];
  if (months === 0 && days === 0 && ms < 60_000) {
    const message = `After ${durationWords(timeout)} a receiver that is busy has had no second try.`;
    return [{ severity: 'hint', code: 'webhook.short-timeout', message, field }];
  }
  return [];
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
