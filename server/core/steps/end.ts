import { z } from 'zod';
import { defineStep } from './step.ts';

const config = z.strictObject({
  reason: z.enum(['completed', 'goal']).default('completed').describe('“goal” counts toward the journey’s goal.'),
  note: z.string().max(500).optional().describe('Shown on the card.'),
});

export const end = defineStep({
  type: 'end',
  version: 1,
  title: 'End',
  help: 'The contact’s journey is over here, with the reason given.',
  config,
  defaults: { reason: 'completed' },
  outlets: () => [],
  check: () => [],
  enter: ({ reason }) => ({ kind: 'end', reason }),
});
