import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '#core/graph/check.ts';
import { type Graph, graph as graphSchema } from '#core/graph/model.ts';
import { prepare } from '#core/graph/prepare.ts';
import { journey } from '../support.ts';
import { configured, world } from '../steps/support.ts';

type Steps = Parameters<typeof journey>[0];
const end: [string, Record<string, unknown>] = ['end', {}];
const clinic = { sender: 'Clinic' };

const codes = (graph: Graph) =>
  checkGraph(graph, world).map(({ code, step, severity }) => `${severity} ${code}${step ? ` @${step}` : ''}`);
const one = (
  type: string,
  config: Record<string, unknown>,
  next: Record<string, string> = {},
  settings: object = clinic,
) =>
  codes(journey({ x: [type, config, next], z: end }, { ...settings })).filter(
    (code) => code.endsWith('@x') && !code.includes('graph.'),
  );

describe('a good journey', () => {
  it('has no findings at all', () => {
    const steps: Steps = {
      welcome: ['send-email', { template: 'Welcome' }, { sent: 'wait' }],
      wait: [
        'wait-for-event',
        { event: { kind: 'click', link: 'Webinar' }, timeout: 'P7D' },
        { happened: 'who', timeout: 'done' },
      ],
      who: [
        'branch',
        { paths: [{ id: 'a', label: '', filter: { segment: 'Texans' } }] },
        { a: 'add', otherwise: 'done' },
      ],
      add: ['add-to-segment', { segment: 'Invited' }, { added: 'done' }],
      done: end,
    };
    expect(codes(journey(steps, clinic))).toEqual([]);
  });
});

describe('a send', () => {
  it.each<[string, Record<string, unknown>, object, string[]]>([
    ['without a template', { template: '' }, clinic, ['error send.no-template @x']],
    ['of an unknown template', { template: 'Nope' }, clinic, ['error send.unknown-template @x']],
    ['of a template with problems', { template: 'Faulty' }, clinic, ['error send.template-problems @x']],
    ['without a sender', { template: 'Welcome' }, {}, ['error send.no-sender @x']],
    ['by an unknown sender', { template: 'Welcome', sender: 'Nobody' }, {}, ['error send.unknown-sender @x']],
    ['by an unverified sender', { template: 'Welcome', sender: 'New sender' }, {}, ['error send.unverified-sender @x']],
    [
      'with a guard nobody understands',
      { template: 'Welcome', guard: { segment: 'Nope' } },
      clinic,
      ['error filter.unknown-segment @x'],
    ],
    [
      'that contradicts itself',
      { template: 'Welcome', tlsExclusive: true, portalOnly: true },
      clinic,
      ['error send.methods-contradict @x'],
    ],
    ['of heightened PHI', { template: 'Lab result' }, clinic, ['hint send.heightened @x']],
  ])('%s', (_, config, settings, expected) => {
    expect(one('send-email', config, { sent: 'z' }, settings)).toEqual(expected);
  });
});

describe('other steps', () => {
  it.each<[string, string, Record<string, unknown>, string[]]>([
    ['a wait without a length', 'wait-for-time', { mode: 'duration' }, ['error wait.no-duration @x']],
    ['a wait until nothing', 'wait-for-time', { mode: 'until' }, ['error wait.no-date @x']],
    ['a wait until 30 February', 'wait-for-time', { mode: 'until', until: '2026-02-30' }, ['error wait.bad-date @x']],
    ['a wait for no attribute', 'wait-for-time', { mode: 'attribute' }, ['error wait.no-attribute @x']],
    [
      'a wait for an unknown attribute',
      'wait-for-time',
      { mode: 'attribute', attribute: 'moon' },
      ['error wait.unknown-attribute @x'],
    ],
    [
      'a wait for what is no date',
      'wait-for-time',
      { mode: 'attribute', attribute: 'age' },
      ['error wait.not-a-date @x'],
    ],
    [
      'a wait for a date, silent about those without',
      'wait-for-time',
      { mode: 'attribute', attribute: 'birthday' },
      ['hint wait.missing-exits @x'],
    ],
    [
      'a window that is empty',
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', window: { from: '09:00', to: '09:00' } },
      ['error wait.empty-window @x'],
    ],
    [
      'a window on no weekday',
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', window: { weekdays: [] } },
      ['error wait.no-weekday @x'],
    ],
    [
      'a window on the 31st',
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', window: { daysOfMonth: [31] } },
      ['hint wait.short-months @x'],
    ],
    [
      'a zone that is none',
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', zone: 'Mars/Olympus' },
      ['error wait.unknown-zone @x'],
    ],
    [
      'a weekday that is none',
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', window: { weekdays: [8] } },
      ['error step.bad-config @x'],
    ],
    [
      'a wait for an email never sent',
      'wait-for-event',
      { event: { kind: 'open' }, timeout: 'P1D' },
      ['error event.no-send @x'],
    ],
    [
      'a wait that never times out',
      'wait-for-event',
      { event: { kind: 'custom', name: 'a' }, timeout: 'P0D' },
      ['error event.no-timeout @x'],
    ],
    [
      'a wait for a nameless event',
      'wait-for-event',
      { event: { kind: 'custom' }, timeout: 'P1D' },
      ['error event.no-name @x'],
    ],
    [
      'a wait for no condition',
      'wait-for-event',
      { event: { kind: 'filter' }, timeout: 'P1D' },
      ['error event.no-filter @x'],
    ],
    [
      'a wait for an unknown attribute to change',
      'wait-for-event',
      { event: { kind: 'attribute', attribute: 'moon' }, timeout: 'P1D' },
      ['error event.unknown-attribute @x'],
    ],
    ['a branch without paths', 'branch', { paths: [] }, ['error branch.no-paths @x']],
    [
      'a branch on everyone',
      'branch',
      { paths: [{ id: 'a', label: '', filter: { all: [] } }] },
      ['error filter.everyone @x'],
    ],
    [
      'two paths of one name',
      'branch',
      { paths: ['a', 'a'].map((id) => ({ id, label: '', filter: { segment: 'Texans' } })) },
      ['error branch.duplicate-path @x'],
    ],
    [
      'a path called otherwise',
      'branch',
      { paths: [{ id: 'otherwise', label: '', filter: { segment: 'Texans' } }] },
      ['error branch.reserved-id @x'],
    ],
    ['adding to no segment', 'add-to-segment', { segment: '' }, ['error segment.none @x']],
    ['adding to an unknown segment', 'add-to-segment', { segment: 'Nope' }, ['error segment.unknown @x']],
    ['adding to a rule', 'add-to-segment', { segment: 'Texans' }, ['error segment.is-rule @x']],
    ['a go-to nowhere', 'go-to', { target: { step: '' } }, ['error go-to.no-target @x']],
    ['a go-to a step that is gone', 'go-to', { target: { step: 'gone' } }, ['error go-to.unknown-step @x']],
    ['a go-to an unknown journey', 'go-to', { target: { journey: 'Nope' } }, ['error go-to.unknown-journey @x']],
    ['a go-to this very journey', 'go-to', { target: { journey: 'Test journey' } }, ['error go-to.same-journey @x']],
    [
      'a go-to an unpublished journey',
      'go-to',
      { target: { journey: 'Sketch' } },
      ['warning go-to.unpublished-journey @x'],
    ],
    ['a type nobody knows', 'sms', {}, ['error step.unknown-type @x']],
  ])('%s', (_, type, config, expected) => {
    expect(one(type, config)).toEqual(expected);
  });

  it('a wait for a link or a step the email does not have', () => {
    const wait = (what: object): Steps => ({
      a: ['send-email', { template: 'Welcome' }, { sent: 'x' }],
      x: ['wait-for-event', { event: { kind: 'click', ...what }, timeout: 'P1D' }, { happened: 'z', timeout: 'z' }],
      z: end,
    });
    expect(codes(journey(wait({ link: 'Cats' }), clinic))).toEqual(['error event.unknown-link @x']);
    expect(codes(journey(wait({ step: 'gone' }), clinic))).toEqual(['error event.unknown-send @x']);
    expect(codes(journey(wait({ link: 'Webinar', step: 'a' }), clinic))).toEqual([]);
  });

  it('a wait for opens that are never seen', () => {
    const wait = (config: object, kind: string): Steps => ({
      a: ['send-email', { template: 'Welcome', ...config }, { sent: 'x' }],
      x: ['wait-for-event', { event: { kind }, timeout: 'P1D' }, { happened: 'z', timeout: 'z' }],
      z: end,
    });
    expect(codes(journey(wait({ sealedOnly: true }, 'open'), clinic))).toEqual(['warning event.unseen @x']);
    expect(codes(journey(wait({ sealedOnly: true }, 'click'), clinic))).toEqual([]);
    expect(codes(journey(wait({ template: 'Lab result' }, 'click'), clinic))).toContain('warning event.unseen @x');
    expect(codes(journey(wait({ template: 'Lab result' }, 'portal_read'), clinic))).not.toContain(
      'warning event.unseen @x',
    );
  });

  it('a wait of ten thousand years is refused where it stands, not thrown about', () => {
    expect(one('wait-for-time', { mode: 'duration', duration: 'P9999Y' })).toEqual(['error step.bad-config @x']);
  });
});

describe('the drawing', () => {
  const hold: [string, Record<string, unknown>] = ['wait-for-time', { mode: 'duration', duration: 'P1D' }];
  const drawing = (steps: Steps, edges?: Graph['edges']): Graph => {
    const graph = journey(steps, clinic);
    return edges ? { ...graph, edges } : graph;
  };
  const first = { from: 'trigger', outlet: 'entered', to: 'a' };

  it.each<[string, Graph, string]>([
    ['no trigger', { ...drawing({ a: end }), triggers: [] }, 'error trigger.none'],
    ['no steps', drawing({}), 'error graph.no-steps'],
    ['an unconnected trigger', drawing({ a: end }, []), 'error graph.no-first-step'],
    ['a step nobody reaches', drawing({ a: end, b: end }), 'warning graph.unreachable @b'],
    ['a path that leads nowhere', drawing({ a: hold }), 'warning graph.dead-path @a'],
    ['an edge to nowhere', drawing({ a: [...hold, { done: 'gone' }] }), 'error graph.dangling-edge @a'],
    [
      'an edge from nowhere',
      drawing({ a: end }, [first, { from: 'gone', outlet: 'done', to: 'a' }]),
      'error graph.dangling-edge @gone',
    ],
    [
      'two edges from one outlet',
      drawing({ a: hold, b: end, c: end }, [
        first,
        { from: 'a', outlet: 'done', to: 'b' },
        { from: 'a', outlet: 'done', to: 'c' },
      ]),
      'error graph.two-edges @a',
    ],
    [
      'an outlet that is not there',
      drawing({ a: [...hold, { done: 'b', later: 'b' }], b: end }),
      'error graph.unknown-outlet @a',
    ],
    ['an edge from an End', drawing({ a: ['end', {}, { done: 'b' }], b: end }), 'error graph.unknown-outlet @a'],
    [
      'a circle without a wait',
      drawing({
        a: ['add-to-segment', { segment: 'Invited' }, { added: 'b' }],
        b: ['send-email', { template: 'Welcome' }, { sent: 'a' }],
      }),
      'error graph.cycle-without-wait @a',
    ],
    [
      'a circle with a wait',
      drawing({ a: [...hold, { done: 'b' }], b: ['send-email', { template: 'Welcome' }, { sent: 'a' }] }),
      'warning graph.cycle @a',
    ],
    [
      'repeats without a wait',
      drawing({
        a: ['send-email', { template: 'Welcome' }, { sent: 'b' }],
        b: ['go-to', { target: { step: 'a' }, repeats: 5 }],
      }),
      'error graph.cycle-without-wait @b',
    ],
    [
      'repeats around a date that passes once',
      drawing({
        a: ['wait-for-time', { mode: 'until', until: '2026-09-01' }, { done: 'b' }],
        b: ['go-to', { target: { step: 'a' }, repeats: 5 }],
      }),
      'error graph.cycle-without-wait @b',
    ],
    [
      'a go-to that is always refused',
      drawing({ a: [...hold, { done: 'b' }], b: ['go-to', { target: { step: 'a' } }] }),
      'hint go-to.refused @b',
    ],
    [
      'two steps of one name',
      {
        ...drawing({ a: [...hold, { done: 'b' }], b: [...hold, { done: 'c' }], c: end }),
        steps: drawing({ a: hold, b: hold, c: end }).steps.map((s) => ({ ...s, name: 'Rest' })),
      },
      'hint graph.duplicate-name @b',
    ],
    [
      'a zone that is none',
      { ...drawing({ a: end }), settings: { ...drawing({}).settings, timezone: 'Central' } },
      'error journey.bad-zone',
    ],
    ['an exit criterion on everyone', journey({ a: end }, { ...clinic, exit: [{ all: [] }] }), 'error filter.everyone'],
    [
      'an audience nobody understands',
      { ...drawing({ a: end }), triggers: [{ type: 'manual', config: {}, filter: { list: 'Nope' } }] },
      'error filter.unknown-list',
    ],
    [
      'an audience that asks about emails to come',
      {
        ...drawing({ a: end }),
        triggers: [{ type: 'manual', config: {}, filter: { engaged: 'open', did: true, atLeast: 1, last: true } }],
      },
      'error trigger.looks-back',
    ],
    [
      'an event trigger without a name',
      { ...drawing({ a: end }), triggers: [{ type: 'api-event', config: {} }] },
      'error trigger.no-event',
    ],
  ])('with %s', (_, graph, expected) => {
    expect(codes(graph)).toContain(expected);
  });

  it('with repeats around a wait is fine', () => {
    const graph = drawing({
      a: ['send-email', { template: 'Welcome' }, { sent: 'b' }],
      b: [...hold, { done: 'c' }],
      c: ['go-to', { target: { step: 'a' }, repeats: 5 }],
    });
    expect(codes(graph)).toEqual([]);
  });

  it('lists errors before warnings before hints', () => {
    const graph = drawing({ a: ['go-to', { target: { step: '' } }], b: hold });
    const severities = checkGraph(graph, world).map(({ severity }) => severity);
    expect(severities).toEqual([...severities].sort((x, y) => 'ewh'.indexOf(x[0]!) - 'ewh'.indexOf(y[0]!)));
  });

  it('of two thousand steps is checked in a blink', () => {
    const steps: Steps = {};
    for (let i = 0; i < 2000; i++) steps[`s${i}`] = i < 1999 ? [...hold, { done: `s${i + 1}` }] : hold;
    const graph = drawing(steps);
    const began = performance.now();
    checkGraph(graph, world);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('whatever was drawn', () => {
  const types = Object.keys(configured);
  const anything = fc
    .record({
      steps: fc.array(
        fc.tuple(fc.constantFrom(...types, 'sms'), fc.boolean(), fc.dictionary(fc.string(), fc.jsonValue())),
        { maxLength: 8 },
      ),
      edges: fc.array(fc.tuple(fc.nat(9), fc.constantFrom('done', 'sent', 'a', 'otherwise', 'happened'), fc.nat(9)), {
        maxLength: 12,
      }),
    })
    .map(({ steps, edges }) =>
      graphSchema.parse({
        stepwell: 1,
        name: 'Any',
        triggers: [{ type: 'manual' }],
        settings: clinic,
        steps: steps.map(([type, good, junk], i) => ({
          id: `s${i}`,
          type,
          name: '',
          config: good ? (configured[type] ?? {}) : junk,
        })),
        edges: [
          { from: 'trigger', outlet: 'entered', to: 's0' },
          ...edges.map(([from, outlet, to]) => ({ from: `s${from}`, outlet, to: `s${to}` })),
        ],
      }),
    );

  it('the check answers, and what it finds no error in can be prepared', () => {
    fc.assert(
      fc.property(anything, (graph) => {
        const errors = checkGraph(graph, world).filter(({ severity }) => severity === 'error');
        if (errors.length === 0) prepare(graph);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('preparing', () => {
  it.each<[string, Partial<Graph>, string]>([
    ['an unknown type', { steps: [{ id: 'a', type: 'sms', name: '', config: {} }] }, 'a'],
    ['a config that does not parse', { steps: [{ id: 'a', type: 'go-to', name: '', config: { repeats: -1 } }] }, 'a'],
    ['an id used twice', { steps: ['a', 'a'].map((id) => ({ id, type: 'end', name: '', config: {} })) }, 'a'],
    ['an edge to nowhere', { edges: [{ from: 'trigger', outlet: 'entered', to: 'gone' }] }, 'gone'],
    ['an edge from nowhere', { edges: [{ from: 'gone', outlet: 'done', to: 'z' }] }, 'gone'],
    [
      'two edges from one outlet',
      { edges: [1, 2].map(() => ({ from: 'trigger', outlet: 'entered', to: 'z' })) },
      'trigger',
    ],
  ])('refuses %s, and names the step', (_, part, step) => {
    expect(() => prepare({ ...journey({ z: end }), ...part })).toThrow(
      expect.objectContaining({
        code: 'JOURNEY_FILE_INVALID',
        details: expect.objectContaining({ step }) as unknown,
        message: expect.stringContaining(step) as unknown,
      }),
    );
  });
});
