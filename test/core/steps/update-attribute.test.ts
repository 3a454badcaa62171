import { describe, expect, it } from 'vitest';
import { changedValue, sameValue } from '#core/contact/change-value.ts';
import { checkGraph } from '#core/graph/check.ts';
import { prepare } from '#core/graph/prepare.ts';
import { advance } from '#core/run/advance.ts';
import type { AttributeDefinition, AttributeValue, Vocabulary } from '#core/segment/fields.ts';
import { writtenDateTime, writtenDay } from '#core/time/written.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { atStart, contact, journey, NOW, vocabulary } from '../support.ts';
import { world } from './support.ts';

const withKeys: Vocabulary = {
  ...vocabulary,
  attributes: new Map<string, AttributeDefinition>([
    ...vocabulary.attributes,
    ...(['email', 'phone', 'mrn', 'external_id'] as const).map((key): [string, AttributeDefinition] => [
      key,
      { key, label: key, type: 'text', phi: 'P1', choices: [], group: 'Identity' },
    ]),
  ]),
};

const codes = (config: Record<string, unknown>) =>
  checkGraph(journey({ first: ['update-attribute', config, { updated: 'z' }], z: ['end', {}] }), {
    ...world,
    vocabulary: withKeys,
  })
    .filter(({ step }) => step === 'first')
    .map(({ code }) => code);

/** The walk through one update and a branch that asks for the new value at once. */
function walked(config: Record<string, unknown>, filter: object, values: Record<string, AttributeValue> = {}) {
  const prepared = prepare(
    journey({
      first: ['update-attribute', config, { updated: 'which' }],
      which: ['branch', { paths: [{ id: 'yes', label: '', filter }] }, { yes: 'met', otherwise: 'unmet' }],
      met: ['end', {}],
      unmet: ['end', {}],
    }),
  );
  return advance({
    prepared,
    standing: atStart(),
    wake: { kind: 'start' },
    facts: contact(values),
    vocabulary: withKeys,
    now: NOW,
    contactZone: 'Asia/Kolkata',
  });
}

describe('updating an attribute, while it is drawn', () => {
  it('finds an attribute that is missing or unknown, and keys that contacts are found by', () => {
    expect(codes({ attribute: '', action: 'clear' })).toEqual(['update.no-attribute']);
    expect(codes({ attribute: 'shoe_size', action: 'clear' })).toEqual(['update.unknown-attribute']);
    for (const key of ['email', 'phone', 'mrn', 'external_id'])
      expect(codes({ attribute: key, action: 'clear' })).toEqual(['update.contact-key']);
  });

  it.each([
    ['set', 'age', 'old', 'update.wrong-value'],
    ['set', 'age', undefined, 'update.no-value'],
    ['set', 'member', 'perhaps', 'update.wrong-value'],
    ['set', 'birthday', '2026-02-30', 'update.wrong-value'],
    ['set', 'state', 'Ohio', 'update.wrong-value'],
    ['set', 'conditions', ['asthma', 'hiccups'], 'update.wrong-value'],
    ['set', 'timezone', 'Mars/Olympus', 'update.wrong-value'],
    ['increase', 'city', undefined, 'update.wrong-action'],
    ['now', 'age', undefined, 'update.wrong-action'],
    ['add', 'state', 'TX', 'update.wrong-action'],
    ['add', 'conditions', undefined, 'update.no-choice'],
    ['add', 'conditions', 'hiccups', 'update.unknown-choice'],
    ['remove', 'conditions', 'hiccups', 'update.unknown-choice'],
  ])('refuses to %s “%s” with %j', (action, attribute, value, code) => {
    expect(codes({ attribute, action, ...(value === undefined ? {} : { value }) })).toEqual([code]);
  });

  it.each([
    { attribute: 'age', action: 'set', value: 42 },
    { attribute: 'member', action: 'set', value: false },
    { attribute: 'birthday', action: 'set', value: '1980-02-29' },
    { attribute: 'state', action: 'set', value: 'tx' },
    { attribute: 'conditions', action: 'set', value: ['asthma'] },
    { attribute: 'timezone', action: 'set', value: 'America/Denver' },
    { attribute: 'age', action: 'increase', by: -2 },
    { attribute: 'age', action: 'increase' },
    { attribute: 'appointment', action: 'now', zone: 'contact' },
    { attribute: 'birthday', action: 'now' },
    { attribute: 'conditions', action: 'add', value: 'Asthma' },
    { attribute: 'city', action: 'clear' },
  ])('takes %j', (config) => {
    expect(codes(config)).toEqual([]);
  });

  it('does not quote a value, which can be PHI, in what it says is wrong', () => {
    const findings = checkGraph(
      journey({ first: ['update-attribute', { attribute: 'conditions', action: 'add', value: 'hiccups' }] }),
      world,
    );
    expect(JSON.stringify(findings)).not.toContain('hiccups');
  });
});

describe('updating an attribute, in a walk', () => {
  it.each([
    ['set', { attribute: 'state', action: 'set', value: 'tx' }, { attribute: 'state', op: 'eq', value: 'TX' }, {}],
    ['clear', { attribute: 'city', action: 'clear' }, { attribute: 'city', op: 'not_exists' }, { city: 'Austin' }],
    [
      'increase',
      { attribute: 'age', action: 'increase', by: 3 },
      { attribute: 'age', op: 'eq', value: 44 },
      { age: 41 },
    ],
    ['count from nothing', { attribute: 'age', action: 'increase' }, { attribute: 'age', op: 'eq', value: 1 }, {}],
    [
      'add',
      { attribute: 'conditions', action: 'add', value: 'ASTHMA' },
      { attribute: 'conditions', op: 'contains', value: 'asthma' },
      { conditions: ['diabetes'] },
    ],
    [
      'remove',
      { attribute: 'conditions', action: 'remove', value: 'asthma' },
      { not: { attribute: 'conditions', op: 'contains', value: 'asthma' } },
      { conditions: ['asthma', 'diabetes'] },
    ],
    [
      'now',
      { attribute: 'birthday', action: 'now' },
      { attribute: 'birthday', op: 'eq', value: '2026-06-01' },
      { birthday: '1980-01-01' },
    ],
  ])('%s is seen by the step that follows', (_, config, filter, values) => {
    expect(walked(config, filter, values as Record<string, AttributeValue>).standing.step).toBe('met');
  });

  it('writes now as the day and the time of day where the journey or the contact is', () => {
    const written = (config: Record<string, unknown>) =>
      walked(config, { attribute: 'city', op: 'exists' }).commands.map((one) =>
        one.kind === 'update-attribute' && one.change.action === 'set' ? one.change.value : null,
      );
    expect(written({ attribute: 'appointment', action: 'now' })).toEqual(['2026-06-01T10:00:00-05:00']);
    expect(written({ attribute: 'appointment', action: 'now', zone: 'contact' })).toEqual([
      '2026-06-01T20:30:00+05:30',
    ]);
    // 15:00 in London is next morning in Kiritimati.
    expect(writtenDay('Pacific/Kiritimati', NOW)).toBe('2026-06-02');
    expect(writtenDateTime('UTC', NOW)).toBe('2026-06-01T15:00:00+00:00');
    expect(Date.parse(writtenDateTime('America/St_Johns', NOW))).toBe(NOW);
  });

  it('moves the contact’s own zone at once when that is what was set', () => {
    const prepared = prepare(
      journey({
        first: ['update-attribute', { attribute: 'timezone', action: 'set', value: 'Asia/Tokyo' }, { updated: 'rest' }],
        rest: ['wait-for-time', { mode: 'until', until: '2026-07-01T09:00', zone: 'contact' }],
      }),
    );
    const { standing } = advance({
      prepared,
      standing: atStart(),
      wake: { kind: 'start' },
      facts: contact(),
      vocabulary,
      now: NOW,
      contactZone: 'America/New_York',
    });
    expect(standing.dueAt).toBe(Date.UTC(2026, 6, 1, 0, 0));
  });

  it.each([
    ['is gone', { attribute: 'shoe_size', action: 'set', value: 1 }],
    ['became another type', { attribute: 'city', action: 'increase' }],
    ['lost the choice', { attribute: 'conditions', action: 'add', value: 'hiccups' }],
    ['is one contacts are found by', { attribute: 'email', action: 'clear' }],
  ])('throws what pauses the journey when the attribute %s', async (_, config) => {
    const failure = await failureOf(Promise.resolve().then(() => walked(config, { attribute: 'city', op: 'exists' })));
    expect(failure.code).toBe('ATTRIBUTE_INVALID');
  });

  it('may still take a choice away that is not declared any more', () => {
    const { commands } = walked(
      { attribute: 'conditions', action: 'remove', value: 'hiccups' },
      { attribute: 'city', op: 'exists' },
    );
    expect(commands).toMatchObject([{ change: { action: 'remove', choice: 'hiccups' } }]);
  });
});

describe('a changed value', () => {
  it.each<[AttributeValue, Parameters<typeof changedValue>[1], AttributeValue]>([
    [0.1, { action: 'increase', by: 0.2 }, 0.3],
    ['seven', { action: 'increase', by: 2 }, 2],
    [Number.MAX_SAFE_INTEGER, { action: 'increase', by: 1e6 }, Number.MAX_SAFE_INTEGER],
    [null, { action: 'add', choice: 'asthma' }, ['asthma']],
    [['Asthma'], { action: 'add', choice: 'asthma' }, ['Asthma']],
    [['asthma'], { action: 'remove', choice: 'asthma' }, null],
    ['asthma', { action: 'remove', choice: 'asthma' }, null],
    ['x', { action: 'set', value: '' }, null],
    ['x', { action: 'set', value: [] }, null],
  ])('from %j by %j is %j', (before, change, after) => {
    expect(changedValue(before, change)).toEqual(after);
  });

  it('is the same when nothing and nothing, or the same choices in the same order', () => {
    expect(sameValue(null, '')).toBe(true);
    expect(sameValue([], undefined)).toBe(true);
    expect(sameValue(['a'], ['a'])).toBe(true);
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(sameValue(0, null)).toBe(false);
    expect(sameValue(false, null)).toBe(false);
  });
});
