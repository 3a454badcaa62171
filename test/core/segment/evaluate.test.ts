import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeOperator, Filter } from '#core/segment/ast.ts';
import { matches, type MatchOptions } from '#core/segment/evaluate.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { contact, DAY, event, JOURNEY, NOW, vocabulary } from '../support.ts';

// 1 June 2026, 10:00 in Chicago.
const options: MatchOptions = { vocabulary, now: NOW, zone: 'America/Chicago', journey: JOURNEY };
const is = (filter: Filter, who = contact(), more: Partial<MatchOptions> = {}) =>
  matches(filter, who, { ...options, ...more });

describe('a test of an attribute', () => {
  const table: [string, AttributeOperator, unknown, AttributeValue, boolean][] = [
    ['city', 'eq', 'Austin', 'austin', true],
    ['city', 'eq', 'Austin', 'Dallas', false],
    ['city', 'ne', 'Austin', 'Dallas', true],
    ['city', 'in', ['Austin', 'Waco'], 'waco', true],
    ['city', 'not_in', ['Austin', 'Waco'], 'Dallas', true],
    ['city', 'contains', 'ust', 'AUSTIN', true],
    ['city', 'not_contains', 'ust', 'Austin', false],
    ['city', 'starts_with', 'au', 'Austin', true],
    ['city', 'starts_with', 'st', 'Austin', false],
    ['city', 'exists', undefined, 'Austin', true],
    ['city', 'exists', undefined, '', false],
    ['city', 'not_exists', undefined, null, true],
    ['age', 'eq', 0, 0, true],
    ['age', 'gt', 40, 40, false],
    ['age', 'gte', 40, 40, true],
    ['age', 'lt', 40, 39.5, true],
    ['age', 'lte', 40, 41, false],
    ['age', 'in', [1, 2], 2, true],
    ['age', 'exists', undefined, 0, true],
    ['member', 'eq', true, true, true],
    ['member', 'eq', false, false, true],
    ['member', 'ne', true, false, true],
    ['member', 'exists', undefined, false, true],
    ['state', 'eq', 'TX', 'tx', true],
    ['state', 'in', ['CA', 'NY'], 'TX', false],
    ['conditions', 'contains', 'asthma', ['diabetes', 'asthma'], true],
    ['conditions', 'not_contains', 'asthma', ['diabetes'], true],
    ['conditions', 'in', ['asthma', 'copd'], ['asthma'], true],
    ['conditions', 'not_in', ['asthma'], ['asthma'], false],
    ['conditions', 'exists', undefined, [], false],
    ['birthday', 'eq', '1990-05-04', '1990-05-04', true],
    ['birthday', 'before', '1990-05-04', '1990-05-03', true],
    ['birthday', 'before', '1990-05-04', '1990-05-04', false],
    ['birthday', 'after', '1990-05-04', '1990-05-04', false],
    ['birthday', 'gte', '1990-05-04', '1990-05-04', true],
    ['birthday', 'within_last', 'P7D', '2026-05-25', true],
    ['birthday', 'within_last', 'P7D', '2026-05-24', false],
    ['birthday', 'within_last', 'P7D', '2026-06-01', true],
    ['birthday', 'within_last', 'P7D', '2026-06-02', false],
    ['birthday', 'within_next', 'P7D', '2026-06-08', true],
    ['birthday', 'within_next', 'P7D', '2026-06-09', false],
    ['birthday', 'within_next', 'P7D', '2026-06-01', true],
    ['birthday', 'within_next', 'P7D', '2026-05-31', false],
    ['birthday', 'more_than_ago', 'P7D', '2026-05-24', true],
    ['birthday', 'more_than_ago', 'P7D', '2026-05-25', false],
    ['appointment', 'within_next', 'PT24H', '2026-06-02T09:59', true],
    ['appointment', 'within_next', 'PT24H', '2026-06-02T10:01', false],
    ['appointment', 'within_last', 'PT2H', '2026-06-01T13:30:00Z', true],
    ['appointment', 'eq', '2026-06-02', '2026-06-02T23:59', true],
    ['appointment', 'after', '2026-06-02', '2026-06-02T23:59', false],
    ['appointment', 'lte', '2026-06-02', '2026-06-02T23:59', true],
    ['appointment', 'lt', '2026-06-02T12:00', '2026-06-02T11:59', true],
    ['appointment', 'eq', '2026-06-02', '2026-06-03T03:00:00Z', true],
  ];
  it.each(table)('%s %s %j of %j is %s', (attribute, op, value, held, expected) => {
    expect(
      is({ attribute, op, ...(value === undefined ? {} : { value: value as string }) }, contact({ [attribute]: held })),
    ).toBe(expected);
  });

  it('is never met by a missing value, except by asking for one', () => {
    const negatives: Filter[] = [
      { attribute: 'city', op: 'ne', value: 'Austin' },
      { attribute: 'city', op: 'not_in', value: ['Austin'] },
      { attribute: 'city', op: 'not_contains', value: 'A' },
      { attribute: 'age', op: 'lt', value: 100 },
      { attribute: 'age', op: 'ne', value: 1 },
      { attribute: 'member', op: 'ne', value: true },
      { attribute: 'conditions', op: 'not_contains', value: 'asthma' },
      { attribute: 'conditions', op: 'not_in', value: ['asthma'] },
      { attribute: 'birthday', op: 'ne', value: '1990-05-04' },
      { attribute: 'birthday', op: 'before', value: '2100-01-01' },
      { attribute: 'birthday', op: 'more_than_ago', value: 'P1D' },
    ];
    for (const filter of negatives) expect(is(filter)).toBe(false);
    expect(is({ attribute: 'city', op: 'not_exists' })).toBe(true);
  });

  it('is not met by a value of another type than declared', () => {
    expect(is({ attribute: 'age', op: 'ne', value: 5 }, contact({ age: 'forty' }))).toBe(false);
    expect(is({ attribute: 'birthday', op: 'ne', value: '1990-05-04' }, contact({ birthday: 'unknown' }))).toBe(false);
    expect(is({ attribute: 'member', op: 'ne', value: true }, contact({ member: 'no' }))).toBe(false);
  });

  it('begins days in the zone it is told', () => {
    const late = Date.UTC(2026, 5, 2, 3, 0); // 22:00 on 1 June in Chicago
    const born = contact({ birthday: '2026-06-01' });
    const today: Filter = { attribute: 'birthday', op: 'within_next', value: 'P0D' };
    expect(is(today, born, { now: late, zone: 'America/Chicago' })).toBe(true);
    expect(is(today, born, { now: late, zone: 'UTC' })).toBe(false);
  });
});

describe('what nobody understands', () => {
  const refused: [string, Filter][] = [
    ['an unknown attribute', { attribute: 'shoe_size', op: 'eq', value: 1 }],
    ['an unknown list', { list: 'Nobody' }],
    ['an unknown segment', { segment: 'Nobody' }],
    ['an operator its type does not have', { attribute: 'age', op: 'contains', value: '1' }],
    ['an operand that does not fit', { attribute: 'age', op: 'gt', value: 'old' }],
    ['a date that is none', { attribute: 'birthday', op: 'before', value: '2026-02-30' }],
    ['a duration that is none', { attribute: 'birthday', op: 'within_last', value: 'a week' }],
    ['a segment that refers to itself', { segment: 'Ouroboros' }],
    ['a segment whose rule is broken', { segment: 'Broken' }],
    ['an unknown name behind an “or” that is already true', { any: [{ all: [] }, { list: 'Nobody' }] }],
    ['an unknown name behind an “and” that is already false', { all: [{ list: 'Newsletter' }, { list: 'Nobody' }] }],
    ['an unknown name under “not”', { not: { segment: 'Nobody' } }],
    ['something that is no filter at all', { everyone: true } as unknown as Filter],
  ];
  it.each(refused)('%s is refused, and matches nobody', (_, filter) => {
    expect(() => is(filter)).toThrow(expect.objectContaining({ code: 'SEGMENT_INVALID' }));
  });

  it('is told without the operand, which may be about a patient', () => {
    try {
      is({ attribute: 'age', op: 'gt', value: 'SECRET-CANARY' });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify({ ...(error as object), message: String(error) })).not.toContain('SECRET-CANARY');
    }
  });

  it('includes this journey’s emails where there is no journey', () => {
    const outside = { ...options, journey: undefined };
    for (const filter of [
      { engaged: 'open', did: true, last: true, atLeast: 1 },
      { engaged: 'open', did: true, step: 'welcome', atLeast: 1 },
      { delivery: 'tls', step: 'welcome' },
    ] satisfies Filter[])
      expect(() => matches(filter, contact(), outside)).toThrow(expect.objectContaining({ code: 'SEGMENT_INVALID' }));
  });
});

describe('membership', () => {
  const who = contact({ state: 'TX' }, { lists: new Set(['Newsletter']), segments: new Set(['Invited']) });
  it('of lists and of segments that journeys add to is looked up', () => {
    expect(is({ list: 'Newsletter' }, who)).toBe(true);
    expect(is({ list: 'Members 2026' }, who)).toBe(false);
    expect(is({ segment: 'Invited' }, who)).toBe(true);
  });
  it('of rules is worked out, through segments of segments', () => {
    expect(is({ segment: 'Invited Texans' }, who)).toBe(true);
    expect(is({ segment: 'Invited Texans' }, contact({ state: 'TX' }))).toBe(false);
  });
});

describe('engagement', () => {
  const mail = { journey: JOURNEY, step: 'welcome', template: 'Welcome', message: 'm1' };
  const opened = (more = {}) => contact({}, { events: [event('open', { ...mail, ...more })] });
  const open = (more: object = {}): Filter => ({ engaged: 'open', did: true, atLeast: 1, ...more });

  it('counts what humans did, and keeps machines out', () => {
    expect(is(open(), opened())).toBe(true);
    expect(is(open(), opened({ human: false }))).toBe(false);
    expect(is(open({ did: false }), opened({ human: false }))).toBe(true);
    const bounced = contact({}, { events: [event('bounce', { ...mail, human: false })] });
    expect(is({ engaged: 'bounce', did: true, atLeast: 1 }, bounced)).toBe(true);
  });

  it('is told apart by template, step, link and name', () => {
    expect(is(open({ template: 'Welcome' }), opened())).toBe(true);
    expect(is(open({ template: 'Other' }), opened())).toBe(false);
    expect(is(open({ step: 'welcome' }), opened())).toBe(true);
    expect(is(open({ step: 'welcome' }), opened({ journey: 'another' }))).toBe(false);
    const clicked = contact({}, { events: [event('click', { ...mail, link: 'Webinar' })] });
    expect(is({ engaged: 'click', did: true, atLeast: 1, link: 'Webinar' }, clicked)).toBe(true);
    expect(is({ engaged: 'click', did: true, atLeast: 1, link: 'Portal' }, clicked)).toBe(false);
    const booked = contact({}, { events: [event('custom', { name: 'booked' })] });
    expect(is({ engaged: 'custom', did: true, atLeast: 1, name: 'booked' }, booked)).toBe(true);
    expect(is({ engaged: 'custom', did: true, atLeast: 1, name: 'paid' }, booked)).toBe(false);
  });

  it('counts how often and how recently, and nothing from the future', () => {
    const often = contact({}, { events: [1, 5, 40].map((days) => event('open', { at: NOW - days * DAY })) });
    expect(is(open({ atLeast: 3 }), often)).toBe(true);
    expect(is(open({ atLeast: 3, within: 'P30D' }), often)).toBe(false);
    expect(is(open({ atLeast: 2, within: 'P30D' }), often)).toBe(true);
    expect(is(open({ did: false, atLeast: 3, within: 'P30D' }), often)).toBe(true);
    expect(is(open(), opened({ at: NOW + 1 }))).toBe(false);
  });

  it('of the last email means that very message', () => {
    const last = open({ last: true });
    expect(is(last, opened(), { lastSend: { step: 'welcome', message: 'm1' } })).toBe(true);
    expect(is(last, opened(), { lastSend: { step: 'welcome', message: 'm2' } })).toBe(false);
    expect(is(last, opened(), { lastSend: { step: 'reminder', message: 'm3' } })).toBe(false);
    expect(is(last, opened(), { lastSend: { step: 'welcome', message: null } })).toBe(false);
    expect(is(last, opened(), { lastSend: null })).toBe(false);
  });

  it('counts a delivery once, by its message or by its event', () => {
    const message = {
      id: 'm1',
      journey: JOURNEY,
      step: 'welcome',
      template: 'Welcome',
      method: 'tls',
      state: 'sent',
      at: NOW - DAY,
    } as const;
    const who = contact({}, { messages: [message], events: [event('delivered', mail)] });
    expect(is({ engaged: 'delivered', did: true, atLeast: 1 }, who)).toBe(true);
    expect(is({ engaged: 'delivered', did: true, atLeast: 2 }, who)).toBe(false);
    const held = contact({}, { messages: [{ ...message, state: 'held' }] });
    expect(is({ engaged: 'delivered', did: true, atLeast: 1 }, held)).toBe(false);
  });

  it('asks by which method the newest message went', () => {
    const message = (id: string, method: 'tls' | 'portal', at: number) => ({
      id,
      journey: JOURNEY,
      step: id,
      template: 'T',
      method,
      state: 'sent',
      at,
    });
    const who = contact({}, { messages: [message('second', 'portal', NOW), message('first', 'tls', NOW - DAY)] });
    expect(is({ delivery: 'portal' }, who)).toBe(true);
    expect(is({ delivery: 'tls' }, who)).toBe(false);
    expect(is({ delivery: 'tls', step: 'first' }, who)).toBe(true);
    expect(is({ delivery: 'none' })).toBe(true);
  });
});

describe('any rule over any contact', () => {
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    fc.constantFrom<Filter>(
      { list: 'Newsletter' },
      { segment: 'Invited' },
      { segment: 'Texans' },
      { attribute: 'age', op: 'gte', value: 40 },
      { attribute: 'city', op: 'exists' },
      { attribute: 'conditions', op: 'contains', value: 'asthma' },
      { engaged: 'open', did: true, atLeast: 1 },
    ),
  );
  const filters = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('filter'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('filter').map((not) => ({ not })),
    ),
  })).filter;
  const people = fc
    .record({
      age: fc.option(fc.integer({ min: 0, max: 99 })),
      city: fc.option(fc.constantFrom('Austin', '')),
      state: fc.option(fc.constantFrom('TX', 'CA')),
      conditions: fc.option(fc.subarray(['asthma', 'diabetes'])),
    })
    .chain((values) =>
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map(([list, segment, open]) =>
        contact(values, {
          lists: new Set(list ? ['Newsletter'] : []),
          segments: new Set(segment ? ['Invited'] : []),
          events: open ? [event('open')] : [],
        }),
      ),
    );

  it('answers as plain logic does', () => {
    const plain = (filter: Filter, who: ReturnType<typeof contact>): boolean => {
      if ('all' in filter) return filter.all.every((part) => plain(part, who));
      if ('any' in filter) return filter.any.some((part) => plain(part, who));
      if ('not' in filter) return !plain(filter.not, who);
      return is(filter, who);
    };
    fc.assert(
      fc.property(filters, people, (filter, who) => is(filter, who) === plain(filter, who)),
      { numRuns: 500 },
    );
  });

  it('divides everyone in two', () => {
    fc.assert(fc.property(filters, people, (filter, who) => is({ not: filter }, who) === !is(filter, who)));
  });
});
