import type { Graph } from '#core/graph/model.ts';

/** A journey that forks twice: an invitation, what was clicked in it, and the details for who asked for them. */
export const fork: Graph = {
  stepwell: 1,
  name: 'Plan re-enrollment',
  triggers: [{ type: 'manual', config: {}, filter: { segment: 'Renewal due' } }],
  settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
  steps: [
    {
      id: 'invitation',
      type: 'send-email',
      name: 'Invitation to renew',
      config: { template: 'Plan re-enrollment', purpose: 'operations' },
    },
    {
      id: 'answer',
      type: 'wait-for-event',
      name: 'Clicks a link',
      config: { event: { kind: 'click', step: 'invitation' }, timeout: 'P5D' },
    },
    {
      id: 'asked',
      type: 'branch',
      name: 'Asked for information?',
      config: {
        paths: [
          {
            id: 'information',
            label: 'More information',
            filter: { engaged: 'click', did: true, last: true, atLeast: 1, link: 'information' },
          },
        ],
      },
    },
    {
      id: 'information',
      type: 'send-email',
      name: 'Plan information',
      config: { template: 'Plan information', purpose: 'operations' },
    },
    { id: 'informed', type: 'end', name: 'Informed', config: { reason: 'goal' } },
    { id: 'answered', type: 'end', name: 'Answered', config: { reason: 'completed' } },
    { id: 'no-answer', type: 'end', name: 'No answer', config: { reason: 'completed' } },
  ],
  edges: [
    { from: 'trigger', outlet: 'entered', to: 'invitation' },
    { from: 'invitation', outlet: 'sent', to: 'answer' },
    { from: 'answer', outlet: 'happened', to: 'asked' },
    { from: 'answer', outlet: 'timeout', to: 'no-answer' },
    { from: 'asked', outlet: 'information', to: 'information' },
    { from: 'asked', outlet: 'otherwise', to: 'answered' },
    { from: 'information', outlet: 'sent', to: 'informed' },
  ],
  layout: {},
};
