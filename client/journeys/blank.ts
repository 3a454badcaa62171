import type { Graph } from '../../server/core/graph/model.ts';

/** An empty sheet: a trigger, and nothing under it yet. */
export const blankJourney = (name: string): Graph => ({
  stepwell: 1,
  name,
  triggers: [{ type: 'manual', config: {} }],
  settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
  steps: [],
  edges: [],
  layout: {},
});
