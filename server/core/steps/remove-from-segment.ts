import { z } from 'zod';
import { checkSetSegment } from './set-segment.ts';
import { defineStep } from './step.ts';

const config = z.strictObject({
  segment: z.string().max(120).describe('Name of a segment that journeys add to (not a rule).'),
});

export const removeFromSegment = defineStep({
  type: 'remove-from-segment',
  version: 1,
  title: 'Remove from segment',
  help: 'Takes the contact out of a segment, if they are in it.',
  config,
  defaults: { segment: '' },
  outlets: () => [{ id: 'removed', label: 'Removed' }],
  check: ({ segment }, { vocabulary }) => checkSetSegment(segment, vocabulary, 'remove from'),
  enter: ({ segment }) => ({
    kind: 'perform',
    command: { kind: 'remove-from-segment', segment },
    next: { kind: 'go', outlet: 'removed' },
  }),
});
