import { type Graph, graph as graphSchema } from '#core/graph/model.ts';
import { phi } from '#core/phi.ts';
import type { Standing } from '#core/run/state.ts';
import type { Filter } from '#core/segment/ast.ts';
import type { AttributeDefinition, AttributeValue, ContactFacts, EventFact, Vocabulary } from '#core/segment/fields.ts';

function attribute(
  key: string,
  type: AttributeDefinition['type'],
  phiClass: AttributeDefinition['phi'],
  choices: string[] = [],
): [string, AttributeDefinition] {
  const label = key.charAt(0).toUpperCase() + key.slice(1).replaceAll('_', ' ');
  return [key, { key, label, type, phi: phiClass, choices, group: 'Test' }];
}

/** One attribute of every type, two lists, set and rule segments: enough for every condition there is. */
export const vocabulary: Vocabulary = {
  attributes: new Map([
    attribute('first_name', 'text', 'P1'),
    attribute('city', 'text', 'P0'),
    attribute('timezone', 'text', 'P0'),
    attribute('age', 'number', 'P1'),
    attribute('member', 'boolean', 'P1'),
    attribute('appointment', 'datetime', 'P2'),
    attribute('birthday', 'date', 'P1'),
    attribute('state', 'choice', 'P1', ['TX', 'CA', 'NY']),
    attribute('conditions', 'choices', 'P3', ['asthma', 'diabetes']),
  ]),
  lists: new Set(['Newsletter', 'Members 2026']),
  segments: new Map<string, Filter | null>([
    ['Invited', null],
    ['Texans', { attribute: 'state', op: 'eq', value: 'TX' }],
    ['Invited Texans', { all: [{ segment: 'Texans' }, { segment: 'Invited' }] }],
    ['Ouroboros', { any: [{ segment: 'Invited' }, { not: { segment: 'Tail' } }] }],
    ['Tail', { segment: 'Ouroboros' }],
    ['Broken', { attribute: 'no_such', op: 'eq', value: 1 }],
  ]),
};

export function contact(
  values: Record<string, AttributeValue> = {},
  more: Partial<Omit<ContactFacts, 'attributes'>> = {},
): ContactFacts {
  return {
    contactId: '0199c1c0-0000-7000-8000-000000000001',
    attributes: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, phi(value)])),
    lists: new Set(),
    segments: new Set(),
    events: [],
    messages: [],
    ...more,
  };
}

export const NOW = Date.UTC(2026, 5, 1, 15, 0);
export const DAY = 86_400_000;
export const JOURNEY = '0199c1c0-0000-7000-8000-0000000000aa';

export function event(kind: EventFact['kind'], more: Partial<EventFact> = {}): EventFact {
  return { kind, at: NOW - DAY, human: true, ...more };
}

type Steps = Record<string, [type: string, config: Record<string, unknown>, next?: Record<string, string>]>;

/** A journey from `id: [type, config, { outlet: next }]`; the first step is the one the trigger leads to. */
export function journey(steps: Steps, settings: Record<string, unknown> = {}): Graph {
  const [first] = Object.keys(steps);
  return graphSchema.parse({
    stepwell: 1,
    name: 'Test journey',
    triggers: [{ type: 'manual' }],
    settings: { timezone: 'America/Chicago', ...settings },
    steps: Object.entries(steps).map(([id, [type, config]]) => ({ id, type, name: id, config })),
    edges: [
      ...(first ? [{ from: 'trigger', outlet: 'entered', to: first }] : []),
      ...Object.entries(steps).flatMap(([from, [, , next]]) =>
        Object.entries(next ?? {}).map(([outlet, to]) => ({ from, outlet, to })),
      ),
    ],
  });
}

export function atStart(more: Partial<Standing> = {}): Standing {
  return {
    enrollmentId: '0199c1c0-0000-7000-8000-0000000000bb',
    contactId: '0199c1c0-0000-7000-8000-000000000001',
    lane: 7,
    journeyId: JOURNEY,
    entryKey: '',
    step: 'trigger',
    visits: {},
    visit: 1,
    state: 'active',
    dueAt: NOW,
    waitingFor: [],
    enteredStepAt: NOW,
    enteredAt: NOW,
    exitReason: null,
    ...more,
  };
}
