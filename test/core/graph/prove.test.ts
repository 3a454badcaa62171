import { describe, expect, it } from 'vitest';
import type { Finding } from '#core/finding.ts';
import { findingsOf } from '#core/graph/findings.ts';
import type { Graph } from '#core/graph/model.ts';
import { prepare } from '#core/graph/prepare.ts';
import { phi } from '#core/phi.ts';
import { simulate } from '#core/run/simulate.ts';
import { contact, DAY, journey, NOW, vocabulary } from '../support.ts';
import { world } from '../steps/support.ts';

type Steps = Parameters<typeof journey>[0];
const SENDER = { sender: 'Clinic' };
const draw = (steps: Steps, settings: Partial<Graph['settings']> = {}) =>
  journey({ ...steps, end: ['end', {}] }, { ...SENDER, ...settings });
const prove = (graph: Graph) => findingsOf(graph, world, NOW);
const codes = (graph: Graph) => prove(graph).map(({ code, step }) => `${code} ${step ?? '-'}`);

/** Walks the example of a finding again, with nothing the prover knows. */
function walked(graph: Graph, { example }: Finding) {
  const { values, lists, segments, history, events, start } = example!;
  const known = Object.entries(values).filter(([, value]) => value !== null);
  const facts = contact({}, {
    attributes: Object.fromEntries(known.map(([key, value]) => [key, phi(value)])),
    lists: new Set(lists),
    segments: new Set(segments),
    events: history.map((one) => ({ ...one, human: true })),
  } as object);
  return simulate({ prepared: prepare(graph), facts, vocabulary, start, events });
}

const branch = (filter: unknown, next: Record<string, string> = { a: 'end', otherwise: 'end' }): Steps[string] => [
  'branch',
  { paths: [{ id: 'a', label: 'A', filter }] },
  next,
];

describe('a branch', () => {
  it('that nobody can take is told of, with somebody who takes another path', () => {
    const graph = draw({
      who: branch({
        all: [
          { attribute: 'age', op: 'gt', value: 65 },
          { attribute: 'age', op: 'lt', value: 18 },
        ],
      }),
    });
    const [found] = prove(graph);
    expect(found).toMatchObject({
      severity: 'warning',
      code: 'prove.branch-never',
      step: 'who',
      field: 'paths.0.filter',
    });
    expect(walked(graph, found!)[0]).toMatchObject({ step: 'who', outlet: 'otherwise' });
  });

  it('whose path an earlier one takes away shows somebody who meets both', () => {
    const graph = draw({
      who: [
        'branch',
        {
          paths: [
            { id: 'a', label: 'Forty', filter: { attribute: 'age', op: 'gte', value: 40 } },
            { id: 'b', label: 'Sixty', filter: { attribute: 'age', op: 'gte', value: 60 } },
          ],
        },
        { a: 'end', b: 'end', otherwise: 'end' },
      ],
    });
    const [found] = prove(graph);
    expect(found).toMatchObject({ code: 'prove.branch-taken', message: expect.stringContaining('“Forty” above') });
    expect(found!.example!.values['age']).toBeGreaterThanOrEqual(60);
    expect(walked(graph, found!)[0]!.outlet).toBe('a');
  });

  it('that everyone takes alike is told of once', () => {
    const graph = draw({ who: branch({ any: [{ list: 'Newsletter' }, { not: { list: 'Newsletter' } }] }) });
    expect(codes(graph)).toEqual(['prove.branch-everyone who']);
  });

  it('asks in vain about an email sent the same instant, and not after a wait', () => {
    const opened = { engaged: 'open', did: true, last: true, atLeast: 1 };
    const mail: Steps[string] = ['send-email', { template: 'Welcome' }, { sent: 'who' }];
    expect(codes(draw({ mail, who: branch(opened) }))).toEqual(['prove.branch-never who']);
    const rest: Steps[string] = ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'who' }];
    expect(
      codes(draw({ mail: ['send-email', { template: 'Welcome' }, { sent: 'rest' }], rest, who: branch(opened) })),
    ).toEqual([]);
  });

  it('may ask again after a wait what could have changed, but not what was done for good', () => {
    const rest: Steps[string] = ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'again' }];
    const state = { attribute: 'state', op: 'eq', value: 'TX' };
    const changed = draw({ who: branch(state, { a: 'rest', otherwise: 'end' }), rest, again: branch(state) });
    expect(codes(changed)).toEqual([]);
    const booked = { engaged: 'custom', did: true, name: 'booked', atLeast: 1 };
    const done = draw({ who: branch(booked, { a: 'rest', otherwise: 'end' }), rest, again: branch(booked) });
    expect(codes(done)).toEqual(['prove.branch-everyone again']);
  });

  it('is not accused where relative and fixed dates only disagree today', () => {
    const filter = {
      all: [
        { attribute: 'birthday', op: 'within_next', value: 'P7D' },
        { attribute: 'birthday', op: 'after', value: '2027-01-01' },
      ],
    };
    expect(codes(draw({ who: branch(filter) }))).toEqual([]);
  });

  it('is not accused where a text could still be found that fits', () => {
    const filter = {
      all: [
        { attribute: 'city', op: 'contains', value: 'a' },
        { attribute: 'city', op: 'not_contains', value: 'aa' },
        { attribute: 'city', op: 'starts_with', value: 'San' },
      ],
    };
    expect(codes(draw({ who: branch(filter) }))).toEqual([]);
  });

  it('behind a circle keeps only what every round shares', () => {
    const graph = draw({
      mail: ['send-email', { template: 'Welcome' }, { sent: 'listen' }],
      listen: [
        'wait-for-event',
        { event: { kind: 'open', step: 'mail' }, timeout: 'P3D' },
        { happened: 'who', timeout: 'loop' },
      ],
      loop: ['go-to', { target: { step: 'mail' }, repeats: 2 }],
      who: branch({ engaged: 'open', did: true, step: 'mail', atLeast: 2 }),
    });
    expect(codes(graph)).toEqual([]);
  });
});

describe('what is certain without a filter', () => {
  it('a guard against the branch that leads to it is never met: the example is refused its email', () => {
    const graph = draw({
      who: branch({ attribute: 'state', op: 'eq', value: 'TX' }, { a: 'mail', otherwise: 'end' }),
      mail: [
        'send-email',
        { template: 'Welcome', guard: { attribute: 'state', op: 'eq', value: 'CA' } },
        { sent: 'end' },
      ],
    });
    const [found] = prove(graph);
    expect(found).toMatchObject({ code: 'prove.guard-never', step: 'mail' });
    expect(found!.example!.values).toEqual({ state: 'TX' });
    expect(walked(graph, found!).map(({ step }) => step)).toContain('mail');
  });

  it('a wait for an email that only some have been sent shows one of the others', () => {
    const graph = draw({
      who: branch({ list: 'Newsletter' }, { a: 'mail', otherwise: 'listen' }),
      mail: ['send-email', { template: 'Welcome' }, { sent: 'listen' }],
      listen: [
        'wait-for-event',
        { event: { kind: 'open', step: 'mail' }, timeout: 'P3D' },
        { happened: 'end', timeout: 'end' },
      ],
    });
    const [found] = prove(graph);
    expect(found).toMatchObject({ code: 'prove.wait-unsent-some', step: 'listen' });
    const path = walked(graph, found!);
    expect(path.map(({ step }) => step)).not.toContain('mail');
    expect(path.find(({ step }) => step === 'listen')!.outlet).toBe('timeout');
  });

  it('a go-to back to where everyone has been ends them there, and one that may repeat does not', () => {
    const loop = (repeats: number) =>
      draw({
        mail: ['send-email', { template: 'Welcome' }, { sent: 'rest' }],
        rest: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'back' }],
        back: ['go-to', { target: { step: 'mail' }, repeats }],
      });
    const found = prove(loop(0)).find(({ code }) => code === 'prove.loop-always');
    expect(walked(loop(0), found!).at(-1)).toMatchObject({ step: 'back', exitReason: 'loop_prevented' });
    expect(codes(loop(0))).not.toContain('go-to.refused back');
    expect(codes(loop(1)).filter((code) => code.startsWith('prove.'))).toEqual([]);
  });

  it('exit criteria that everyone meets, that nobody can, and that a step brings about', () => {
    const plain: Steps = {
      keep: ['add-to-segment', { segment: 'Invited' }, { added: 'rest' }],
      rest: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'end' }],
    };
    const everyone = draw(plain, {
      exit: [
        {
          any: [
            { attribute: 'age', op: 'exists' },
            { attribute: 'age', op: 'not_exists' },
          ],
        },
      ],
    });
    expect(codes(everyone)).toContain('prove.exit-everyone -');
    const [found] = prove(everyone);
    expect(walked(everyone, found!)).toEqual([]);
    expect(
      codes(draw(plain, { exit: [{ all: [{ list: 'Newsletter' }, { not: { list: 'Newsletter' } }] }] })),
    ).toContain('prove.exit-never -');
    expect(codes(draw(plain, { exit: [{ segment: 'Invited' }] }))).toContain('prove.exit-here keep');
  });
});

describe('the rules of a wait', () => {
  const wait = (config: Record<string, unknown>) => draw({ rest: ['wait-for-time', config, { done: 'end' }] });
  const before = { mode: 'attribute', attribute: 'appointment', offset: 'P2D', direction: 'before' };

  it('for a missing date are told when none is stated, with somebody who has none', () => {
    const graph = wait({ ...before, onPast: 'go' });
    const [found] = prove(graph);
    expect(found).toMatchObject({ severity: 'hint', code: 'wait.missing-exits', field: 'onMissing' });
    expect(walked(graph, found!)[0]).toMatchObject({ exitReason: 'date_missing' });
    expect(codes(wait({ ...before, onPast: 'go', onMissing: 'skip' }))).toEqual([]);
  });

  it('for a date gone by are told when none is stated, with somebody too late', () => {
    const graph = wait({ ...before, onMissing: 'skip' });
    const [found] = prove(graph);
    expect(found).toMatchObject({ severity: 'hint', code: 'prove.past-unstated', field: 'onPast' });
    const [stop] = walked(graph, found!);
    expect(stop!.leftAt).toBe(stop!.enteredAt);
  });

  it('whose window hardly ever opens, with how long somebody waits', () => {
    const graph = wait({ mode: 'duration', duration: 'PT1H', window: { weekdays: [1], daysOfMonth: [31] } });
    const found = prove(graph).find(({ code }) => code === 'prove.window-rare')!;
    const [stop] = walked(graph, found);
    expect(stop!.leftAt! - stop!.enteredAt).toBeGreaterThan(62 * DAY);
  });

  it('whose window opens only after the date, with a date it misses; one that cannot miss it is left alone', () => {
    const rules = { ...before, onMissing: 'skip', onPast: 'go' };
    const graph = wait({ ...rules, window: { daysOfMonth: [1] } });
    const [found] = prove(graph);
    expect(found).toMatchObject({ severity: 'warning', code: 'prove.window-late' });
    const date = Date.parse(`${String(found!.example!.values['appointment'])}Z`);
    expect(walked(graph, found!)[0]!.leftAt).toBeGreaterThan(date);
    expect(codes(wait({ ...rules, offset: 'P14D', window: { weekdays: [4], from: '12:00', to: '14:00' } }))).toEqual(
      [],
    );
  });

  it('that never end, or are over before they begin', () => {
    expect(codes(wait({ mode: 'duration', duration: 'P50Y' }))).toEqual(['prove.wait-endless rest']);
    const past = wait({ mode: 'until', until: '2020-01-01', onPast: 'exit' });
    const [found] = prove(past);
    expect(found!.code).toBe('prove.until-past');
    expect(walked(past, found!)[0]).toMatchObject({ exitReason: 'date_past' });
  });
});

it('whatever is half drawn is looked at without a fault', () => {
  const steps: Steps = {
    a: ['no-such-step', {}],
    b: ['branch', { paths: 'none' }],
    c: ['wait-for-time', { mode: 'until', until: 'some day' }, { done: 'gone' }],
    d: ['go-to', { target: { step: 'd' } }],
    e: branch({ segment: 'Ouroboros' }),
    f: branch({ attribute: 'no_such', op: 'eq', value: 1 }),
  };
  expect(() => prove(journey(steps))).not.toThrow();
});
