import { z } from 'zod';
import { checkUpdate } from './update-attribute-check.ts';
import { resolveUpdate } from './update-attribute-resolve.ts';
import { defineStep } from './step.ts';

const value = z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(120)).max(500)]);

const config = z.strictObject({
  attribute: z.string().max(63).describe('Key of the attribute. Not one that contacts are found by.'),
  action: z
    .enum(['set', 'clear', 'increase', 'now', 'add', 'remove'])
    .describe('set and clear suit every attribute, increase a number, now a date, add and remove several choices.'),
  value: value.optional().describe('For set: the value. For add and remove: the choice.'),
  by: z.number().min(-1e12).max(1e12).optional().describe('For increase; negative to decrease. Default: 1.'),
  zone: z
    .enum(['journey', 'contact'])
    .optional()
    .describe('For now: whose day and time of day is written. Default: journey.'),
});
export type UpdateConfig = z.output<typeof config>;

export const updateAttribute = defineStep({
  type: 'update-attribute',
  version: 1,
  title: 'Update attribute',
  help: 'Sets, clears or counts one of the contact’s attributes, which later steps and segments see at once.',
  config,
  defaults: { attribute: '', action: 'set' },
  outlets: () => [{ id: 'updated', label: 'Updated' }],
  check: checkUpdate,
  carries: ({ attribute, action, zone }) => [
    ...(attribute ? [attribute] : []),
    ...(action === 'now' && zone === 'contact' ? ['timezone'] : []),
  ],
  enter: (config, context) => ({
    kind: 'perform',
    command: {
      kind: 'update-attribute',
      step: context.node.id,
      attribute: config.attribute,
      change: resolveUpdate(config, context),
    },
    next: { kind: 'go', outlet: 'updated' },
  }),
});
