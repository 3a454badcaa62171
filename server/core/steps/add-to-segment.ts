import { z } from 'zod';
import { checkSetSegment } from './set-segment.ts';
import { defineStep } from './step.ts';

const config = z.strictObject({
  segment: z.string().max(120).describe('Name of a segment that journeys add to (not a rule).'),
});

export const addToSegment = defineStep({
  type: 'add-to-segment',
  version: 1,
  title: 'Add to segment',
  help: 'Puts the contact into a segment, whose members other journeys and exports can use.',
  config,
  defaults: { segment: '' },
  outlets: () => [{ id: 'added', label: 'Added' }],
  check: ({ segment }, { vocabulary }) => checkSetSegment(segment, vocabulary, 'add to'),
  enter: ({ segment }) => ({
    kind: 'perform',
    command: { kind: 'add-to-segment', segment },
    next: { kind: 'go', outlet: 'added' },
  }),
});
