import { z } from 'zod';
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
  check: ({ segment }, { vocabulary }) => {
    const field = 'segment';
    if (segment === '')
      return [{ severity: 'error', code: 'segment.none', message: 'Choose the segment to add to.', field }];
    const rule = vocabulary.segments.get(segment);
    if (rule === undefined)
      return [{ severity: 'error', code: 'segment.unknown', message: `There is no segment “${segment}”.`, field }];
    if (rule === null) return [];
    const message = `“${segment}” is a rule: its members are worked out, so nobody can be added. Choose a set.`;
    return [{ severity: 'error', code: 'segment.is-rule', message, field }];
  },
  enter: ({ segment }) => ({
    kind: 'perform',
    command: { kind: 'add-to-segment', segment },
    next: { kind: 'go', outlet: 'added' },
  }),
});
