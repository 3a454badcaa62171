import { describe, expect, it } from 'vitest';
import { leadingAttributes } from '#core/graph/leading-attributes.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { journey, vocabulary } from '../support.ts';

type Steps = Parameters<typeof journey>[0];
const needs = (steps: Steps, settings: Record<string, unknown> = {}) =>
  needsOf(prepare(journey(steps, settings)), vocabulary);
const branch = (filter: object, next: Record<string, string> = {}): Steps[string] => [
  'branch',
  { paths: [{ id: 'a', label: '', filter }] },
  next,
];

describe('what a journey needs to know of a contact', () => {
  it('is nothing when it asks nothing', () => {
    expect(needs({ a: ['end', {}] })).toEqual({
      attributes: new Set(),
      lists: new Set(),
      segments: new Set(),
      events: false,
      messages: false,
      journeys: false,
    });
  });

  it('is what its conditions name, rules opened up, and its exit criteria', () => {
    const found = needs(
      { a: branch({ all: [{ segment: 'Invited Texans' }, { list: 'Newsletter' }] }) },
      { exit: [{ attribute: 'age', op: 'gt', value: 90 }] },
    );
    expect(found.attributes).toEqual(new Set(['age', 'state']));
    expect(found.segments).toEqual(new Set(['Invited']));
    expect(found.lists).toEqual(new Set(['Newsletter']));
  });

  it('is events and messages where it asks what was done with an email', () => {
    expect(needs({ a: branch({ engaged: 'open', did: true, atLeast: 1, last: true }) })).toMatchObject({
      events: true,
      messages: true,
    });
    expect(needs({ a: branch({ engaged: 'custom', did: true, atLeast: 1 }) })).toMatchObject({
      events: true,
      messages: false,
    });
    expect(needs({ a: branch({ delivery: 'portal' }) })).toMatchObject({ events: false, messages: true });
    expect(needs({ a: ['wait-for-event', { event: { kind: 'open' }, timeout: 'P1D' }] })).toMatchObject({
      events: true,
      messages: true,
    });
  });

  it('is the date and the zone a wait goes by, and where a go-to leads', () => {
    const wait: Steps[string] = ['wait-for-time', { mode: 'attribute', attribute: 'appointment', zone: 'contact' }];
    expect(needs({ a: wait }).attributes).toEqual(new Set(['appointment', 'timezone']));
    expect(needs({ a: ['go-to', { target: { journey: 'Renewal' } }] }).journeys).toBe(true);
  });

  it('cannot be told of a rule nobody understands', () => {
    expect(() => needs({ a: branch({ segment: 'Nobody' }) })).toThrow(
      expect.objectContaining({ code: 'SEGMENT_INVALID' }),
    );
    expect(() => needs({ a: branch({ segment: 'Ouroboros' }) })).toThrow(
      expect.objectContaining({ code: 'SEGMENT_INVALID' }),
    );
  });
});

describe('what was tested on the way to a send', () => {
  const graph = journey(
    {
      who: branch({ attribute: 'conditions', op: 'contains', value: 'asthma' }, { a: 'mail', otherwise: 'other' }),
      mail: ['send-email', { template: 'Welcome' }, { sent: 'later' }],
      later: branch({ attribute: 'age', op: 'gt', value: 60 }, { a: 'second' }),
      second: ['send-email', { template: 'Welcome', guard: { segment: 'Texans' } }],
      other: ['wait-for-time', { mode: 'attribute', attribute: 'appointment' }],
    },
    { exit: [{ attribute: 'member', op: 'eq', value: false }] },
  );
  const audience = {
    ...graph,
    triggers: [{ type: 'manual', config: {}, filter: { attribute: 'city', op: 'exists' as const } }],
  };

  it('is the audience, the exit criteria and all conditions before it, none after', () => {
    expect(leadingAttributes(audience, 'mail', vocabulary)).toEqual(new Set(['city', 'member', 'conditions']));
  });

  it('includes its own guard, through the rule it names', () => {
    expect(leadingAttributes(audience, 'second', vocabulary)).toEqual(
      new Set(['city', 'member', 'conditions', 'age', 'state']),
    );
  });

  it('goes back through go-tos as well', () => {
    const looped = journey({
      mail: ['send-email', { template: 'Welcome' }, { sent: 'who' }],
      who: branch({ attribute: 'conditions', op: 'exists' }, { a: 'again' }),
      again: ['go-to', { target: { step: 'mail' }, repeats: 1 }],
    });
    expect(leadingAttributes(looped, 'mail', vocabulary)).toEqual(new Set(['conditions']));
  });
});
