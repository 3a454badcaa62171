import { type Graph, graph } from '#core/graph/model.ts';

type Step = [type: string, config: Record<string, unknown>, next?: Record<string, string>];

const OFFICE = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };

/** One journey with everything in it that could come out differently: every step type, every kind of wait, a loop. */
export function everything(): Graph {
  const steps: Record<string, Step> = {
    split: [
      'split',
      {
        paths: [
          { id: 'most', label: '', weight: 80 },
          { id: 'some', label: '', weight: 12.5 },
          { id: 'few', label: '', weight: 7.5 },
        ],
      },
      { most: 'who', some: 'welcome', few: 'older' },
    ],
    older: ['update-attribute', { attribute: 'age', action: 'increase', by: 10 }, { updated: 'who' }],
    who: [
      'branch',
      {
        paths: [
          { id: 'senior', label: 'Senior', filter: { segment: 'Seniors' } },
          { id: 'texan', label: 'Texan', filter: { attribute: 'state', op: 'eq', value: 'TX' } },
        ],
      },
      { senior: 'welcome', texan: 'office', otherwise: 'offer' },
    ],
    office: [
      'wait-for-time',
      { mode: 'duration', duration: 'PT1H', window: OFFICE, zone: 'contact' },
      { done: 'welcome' },
    ],
    welcome: ['send-email', { template: 'Refill', purpose: 'treatment' }, { sent: 'reads' }],
    reads: [
      'wait-for-event',
      { event: { kind: 'open', step: 'welcome' }, timeout: 'P2D' },
      { happened: 'warm', timeout: 'nudge' },
    ],
    warm: ['add-to-segment', { segment: 'Warm' }, { added: 'is-warm' }],
    nudge: [
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', window: OFFICE, zone: 'contact' },
      { done: 'remind' },
    ],
    remind: [
      'send-email',
      { template: 'Open house', purpose: 'operations', guard: { not: { segment: 'Warm' } } },
      { sent: 'again' },
    ],
    again: ['go-to', { target: { step: 'welcome' }, repeats: 2 }],
    'is-warm': [
      'branch',
      {
        paths: [
          {
            id: 'warm',
            label: '',
            filter: { all: [{ segment: 'Warm' }, { engaged: 'open', did: true, last: true, atLeast: 1 }] },
          },
          { id: 'listed', label: '', filter: { list: 'Members' } },
        ],
      },
      { warm: 'before', listed: 'offer', otherwise: 'offer' },
    ],
    before: [
      'wait-for-time',
      {
        mode: 'attribute',
        attribute: 'appointment',
        offset: 'P2D',
        direction: 'before',
        time: '09:00',
        onMissing: 'skip',
        onPast: 'go',
        zone: 'contact',
      },
      { done: 'sensitive' },
    ],
    offer: ['send-email', { template: 'Open house', purpose: 'marketing', tlsExclusive: true }, { sent: 'books' }],
    books: [
      'wait-for-event',
      { event: { kind: 'custom', name: 'visit.booked' }, timeout: 'P10D' },
      { happened: 'goal', timeout: 'how' },
    ],
    sensitive: ['send-email', { template: 'Recovery', purpose: 'treatment' }, { sent: 'portal' }],
    portal: [
      'wait-for-event',
      { event: { kind: 'portal_read' }, timeout: 'PT36H' },
      { happened: 'how', timeout: 'moves' },
    ],
    how: [
      'branch',
      {
        paths: [
          { id: 'portal', label: '', filter: { delivery: 'portal' } },
          { id: 'sealed', label: '', filter: { any: [{ delivery: 'pgp' }, { delivery: 'smime' }] } },
          { id: 'unsent', label: '', filter: { delivery: 'none' } },
          { id: 'got', label: '', filter: { engaged: 'delivered', did: true, step: 'offer', atLeast: 1 } },
        ],
      },
      { portal: 'changes', sealed: 'done', unsent: 'date', got: 'moves', otherwise: 'done' },
    ],
    moves: [
      'wait-for-event',
      { event: { kind: 'filter', filter: { attribute: 'state', op: 'eq', value: 'CA' } }, timeout: 'P6D' },
      { happened: 'goal', timeout: 'cool' },
    ],
    cool: ['remove-from-segment', { segment: 'Warm' }, { removed: 'move-house' }],
    'move-house': ['update-attribute', { attribute: 'state', action: 'set', value: 'CA' }, { updated: 'changes' }],
    changes: [
      'wait-for-event',
      { event: { kind: 'attribute', attribute: 'appointment' }, timeout: 'P3D' },
      { happened: 'before', timeout: 'date' },
    ],
    date: [
      'wait-for-time',
      {
        mode: 'attribute',
        attribute: 'appointment',
        offset: 'PT3H',
        direction: 'after',
        onMissing: 'wait',
        onPast: 'exit',
        window: { weekdays: [1, 3, 5] },
      },
      { done: 'until' },
    ],
    until: ['wait-for-time', { mode: 'until', until: '2026-04-10T08:00' }, { done: 'done' }],
    goal: ['end', { reason: 'goal' }],
    done: ['end', { reason: 'completed' }],
  };
  return graph.parse({
    stepwell: 1,
    name: 'Everything',
    triggers: [{ type: 'manual' }],
    settings: {
      sender: 'Lakeview Clinic',
      timezone: 'America/New_York',
      exit: [{ engaged: 'custom', did: true, name: 'member.left', atLeast: 1 }],
    },
    steps: Object.entries(steps).map(([id, [type, config]]) => ({ id, type, name: id, config })),
    edges: [
      { from: 'trigger', outlet: 'entered', to: 'split' },
      ...Object.entries(steps).flatMap(([from, [, , next]]) =>
        Object.entries(next ?? {}).map(([outlet, to]) => ({ from, outlet, to })),
      ),
    ],
  });
}
