import { describe, expect, it } from 'vitest';
import { checkGraph } from '#core/graph/check.ts';
import { journeyFileSchema } from '#core/graph/file-schema.ts';
import { leadingAttributes } from '#core/graph/leading-attributes.ts';
import { type Graph, graph as graphSchema, type Trigger } from '#core/graph/model.ts';
import { changesWithTime } from '#core/segment/changes-with-time.ts';
import { contradicts } from '#core/triggers/contradicts.ts';
import { triggers, triggerType } from '#core/triggers/registry.ts';
import { watchedSegments, watchedTriggers } from '#core/triggers/watching.ts';
import { journey, vocabulary } from '../support.ts';
import { world } from '../steps/support.ts';

const drawn = (way: Trigger | Trigger[], settings: Partial<Graph['settings']> = {}): Graph => {
  const graph = journey({ done: ['end', {}] });
  return { ...graph, triggers: [way].flat(), settings: { ...graph.settings, ...settings } };
};
const found = (way: Trigger | Trigger[], settings: Partial<Graph['settings']> = {}) =>
  checkGraph(drawn(way, settings), world)
    .filter(
      ({ code, field }) => code.startsWith('trigger.') || field?.startsWith('triggers') || code.startsWith('journey.'),
    )
    .map(({ severity, code, field }) => `${severity} ${code} ${field ?? ''}`.trim());

/** A config of each type with nothing missing. */
const configured: Record<keyof typeof triggers, Record<string, unknown>> = {
  manual: {},
  'list-joined': { list: 'Newsletter' },
  'segment-entered': { segment: 'Texans' },
  'form-submitted': { form: 'Contact us' },
  'date-reached': { attribute: 'birthday', offset: '-P14D', at: '10:30', yearly: false },
  'api-event': { name: 'booked' },
};

describe.each(Object.entries(triggers))('the trigger type %s', (name, type) => {
  const good = configured[name as keyof typeof triggers];

  it('is registered under its own name, with a title and one sentence', () => {
    expect(type.type).toBe(name);
    expect(triggerType(name)).toBe(type);
    expect(type.title).toMatch(/^[A-Z][a-z ]+$/);
    expect(type.help).toMatch(/^[A-Z].{20,160}\.$/);
  });

  it('can be chosen: its defaults parse, and say what is missing', () => {
    expect(type.config.safeParse(type.defaults).success).toBe(true);
    if (name !== 'manual') expect(found({ type: name, config: type.defaults })[0]).toMatch(/^error trigger\.no-/);
  });

  it('accepts a full config, finds nothing wrong with it, and refuses what it does not know', () => {
    expect(found({ type: name, config: good })).toEqual([]);
    expect(found({ type: name, config: { ...good, colour: 'red' } })[0]).toMatch(/^error trigger\.bad-config/);
  });

  it('is in the JSON Schema of journey files with its own config', () => {
    expect(JSON.stringify(journeyFileSchema())).toContain(`"const":"${name}"`);
  });
});

describe('problems of triggers while drawing', () => {
  it.each<[string, Trigger, string]>([
    ['an unknown type', { type: 'carrier-pigeon', config: {} }, 'error trigger.unknown-type triggers.0.type'],
    [
      'an unknown list',
      { type: 'list-joined', config: { list: 'Gone' } },
      'error trigger.unknown-list triggers.0.config.list',
    ],
    [
      'an unknown segment',
      { type: 'segment-entered', config: { segment: 'Gone' } },
      'error trigger.unknown-segment triggers.0.config.segment',
    ],
    [
      'a broken segment',
      { type: 'segment-entered', config: { segment: 'Broken' } },
      'error filter.broken-segment triggers.0.config.segment',
    ],
    [
      'an unknown form',
      { type: 'form-submitted', config: { form: 'Gone' } },
      'error trigger.unknown-form triggers.0.config.form',
    ],
    [
      'an unknown attribute',
      { type: 'date-reached', config: { attribute: 'gone' } },
      'error trigger.unknown-attribute triggers.0.config.attribute',
    ],
    [
      'an attribute that is no date',
      { type: 'date-reached', config: { attribute: 'age' } },
      'error trigger.not-a-date triggers.0.config.attribute',
    ],
    [
      'an offset in hours',
      { type: 'date-reached', config: { attribute: 'birthday', offset: '-PT2H' } },
      'error trigger.bad-config triggers.0.config.offset',
    ],
    [
      'a time of day that is none',
      { type: 'date-reached', config: { attribute: 'birthday', at: '25:00' } },
      'error trigger.bad-config triggers.0.config.at',
    ],
    ['an event without a name', { type: 'api-event', config: {} }, 'error trigger.no-event triggers.0.config.name'],
    [
      'a yearly date in a journey entered once',
      { type: 'date-reached', config: { attribute: 'birthday', yearly: true } },
      'warning trigger.yearly-once triggers.0.config.yearly',
    ],
  ])('finds %s', (_what, trigger, expected) => {
    expect(found(trigger)).toEqual([expected]);
  });

  it.each<[string, Trigger]>([
    [
      'of a list they are not on',
      { type: 'list-joined', config: { list: 'Newsletter' }, filter: { not: { list: 'Newsletter' } } },
    ],
    [
      'of a segment they are not in',
      {
        type: 'segment-entered',
        config: { segment: 'Texans' },
        filter: { all: [{ list: 'Newsletter' }, { not: { segment: 'Texans' } }] },
      },
    ],
    [
      'of who has no date',
      { type: 'date-reached', config: { attribute: 'birthday' }, filter: { attribute: 'birthday', op: 'not_exists' } },
    ],
    [
      'of who never caused the event',
      {
        type: 'api-event',
        config: { name: 'booked' },
        filter: { engaged: 'custom', name: 'booked', did: false, atLeast: 1 },
      },
    ],
  ])('finds an audience that nobody who comes can meet: %s', (_what, trigger) => {
    expect(found(trigger)).toEqual(['error trigger.never-matches triggers.0.filter']);
  });

  it('lets an audience be that only looks like it', () => {
    const filter = { any: [{ not: { list: 'Newsletter' } }, { segment: 'Texans' }] };
    expect(found({ type: 'list-joined', config: { list: 'Newsletter' }, filter })).toEqual([]);
    expect(contradicts({ any: [{ not: { list: 'A' } }] }, { list: 'A' })).toBe(true);
    expect(contradicts({ not: { list: 'B' } }, { list: 'A' })).toBe(false);
  });

  it('judges what re-entry goes by together with the ways in', () => {
    const event: Trigger = { type: 'api-event', config: { name: 'booked' } };
    const date: Trigger = { type: 'date-reached', config: { attribute: 'birthday', yearly: true } };
    expect(found(event, { reentry: { key: 'appointment_id' } })).toEqual([
      'warning journey.property-reentry settings.reentry',
    ]);
    expect(found({ type: 'manual', config: {} }, { reentry: { key: 'appointment_id' } })).toEqual([
      'error journey.bad-reentry settings.reentry',
    ]);
    expect(found(date, { reentry: { per: 'occurrence' } })).toEqual([]);
    expect(found(event, { reentry: { per: 'occurrence' } })).toEqual([
      'warning journey.no-occurrence settings.reentry',
    ]);
  });

  it('is told apart several at once, each by its place', () => {
    expect(
      found([
        { type: 'manual', config: {} },
        { type: 'list-joined', config: { list: '' } },
      ]),
    ).toEqual(['error trigger.no-list triggers.1.config.list']);
  });
});

describe('what a graph has to watch', () => {
  it('are its triggers, by what they are and not by their audience', () => {
    const filter = { segment: 'Texans' };
    const graph = drawn([
      { type: 'list-joined', config: { list: 'Newsletter' }, filter },
      { type: 'date-reached', config: { attribute: 'birthday' } },
      { type: 'api-event', config: { name: 'x' } },
      { type: 'list-joined', config: { nonsense: 1 } },
    ]);
    expect(watchedTriggers(graph).map(({ kind, name, index }) => [kind, name, index])).toEqual([
      ['list', 'Newsletter', 0],
      ['date', 'birthday', 1],
    ]);
    expect(watchedTriggers(graph)[1]!.identity).toMatchObject({
      zone: graph.settings.timezone,
      config: { at: '09:00' },
    });
  });

  it('are the segments it enters by, waits for and leaves by', () => {
    const base = journey({
      wait: [
        'wait-for-event',
        { event: { kind: 'filter', filter: { any: [{ segment: 'Invited' }] } }, timeout: 'P1D' },
      ],
    });
    const graph = {
      ...base,
      triggers: [{ type: 'segment-entered', config: { segment: 'Texans' } }],
      settings: { ...base.settings, exit: [{ not: { segment: 'Invited Texans' } }] },
    };
    const { enters, listens } = watchedSegments(graph);
    expect([[...enters], [...listens]]).toEqual([['Texans'], ['Invited', 'Invited Texans']]);
  });

  it('counts what a contact was chosen by among what leads to a step', () => {
    const graph = drawn([
      { type: 'segment-entered', config: { segment: 'Texans' } },
      { type: 'date-reached', config: { attribute: 'birthday' } },
    ]);
    expect(leadingAttributes(graph, 'done', vocabulary)).toEqual(new Set(['state', 'birthday']));
  });

  it('knows how time alone can change a rule', () => {
    const pace = (filter: Parameters<typeof changesWithTime>[0]) => changesWithTime(filter, vocabulary);
    expect(pace({ segment: 'Invited Texans' })).toBe('no');
    expect(pace({ attribute: 'birthday', op: 'before', value: '2026-01-01' })).toBe('no');
    expect(pace({ attribute: 'birthday', op: 'within_next', value: 'P7D' })).toBe('day');
    expect(pace({ not: { attribute: 'appointment', op: 'within_next', value: 'P7D' } })).toBe('hour');
    expect(
      pace({
        all: [
          { attribute: 'birthday', op: 'within_last', value: 'P7D' },
          { engaged: 'open', did: true, atLeast: 1, within: 'P3D' },
        ],
      }),
    ).toBe('hour');
  });

  it('reads files written before there were other ways in', () => {
    const old = { ...drawn({ type: 'manual', config: {} }), triggers: [{ type: 'manual' }] };
    expect(graphSchema.safeParse(old).success).toBe(true);
  });
});
