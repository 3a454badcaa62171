import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange, type Change } from '#core/graph/change.ts';
import { audienceParts } from '#core/graph/change-filter.ts';
import { diffGraphs, isUnchanged } from '#core/graph/diff.ts';
import { freshStepId } from '#core/graph/fresh-id.ts';
import { type Graph, graph as graphSchema } from '#core/graph/model.ts';
import { outletsFrom } from '#core/graph/traverse.ts';
import type { Filter } from '#core/segment/ast.ts';
import { journey } from '../support.ts';

const texans: Filter = { segment: 'Texans' };
const opened: Filter = { engaged: 'open', did: true, last: true, atLeast: 1 };
const hold = { mode: 'duration', duration: 'P1D' };

const line = journey({
  welcome: ['send-email', { template: 'Welcome' }, { sent: 'rest' }],
  rest: ['wait-for-time', hold, { done: 'done' }],
  done: ['end', {}],
});

/** `a.outlet>b` for each edge, so that a drawing can be read in a test. */
const edges = (graph: Graph) => graph.edges.map(({ from, outlet, to }) => `${from}.${outlet}>${to}`).sort();
const apply = (graph: Graph, ...changes: Change[]) => changes.reduce(applyChange, graph);
const step = (id: string, type: string, config: Record<string, unknown> = {}) => ({ id, type, name: id, config });
const configOf = (graph: Graph, id: string) => graph.steps.find((one) => one.id === id)?.config;

describe('a step', () => {
  it('inserted on an edge leads on to what followed', () => {
    const after = apply(line, {
      kind: 'insert-step',
      step: step('new', 'wait-for-time', hold),
      place: { from: 'welcome', outlet: 'sent' },
    });
    expect(edges(after)).toEqual(['new.done>rest', 'rest.done>done', 'trigger.entered>welcome', 'welcome.sent>new']);
  });

  it('inserted under the trigger comes first', () => {
    const after = apply(line, {
      kind: 'insert-step',
      step: step('new', 'wait-for-time', hold),
      place: { from: 'trigger', outlet: 'entered' },
    });
    expect(edges(after)).toContain('trigger.entered>new');
    expect(edges(after)).toContain('new.done>welcome');
  });

  it('appended to an open outlet ends it', () => {
    const short = apply(line, { kind: 'remove-step', id: 'done' });
    expect(edges(short)).toEqual(['trigger.entered>welcome', 'welcome.sent>rest']);
    const after = apply(short, {
      kind: 'insert-step',
      step: step('fin', 'end'),
      place: { from: 'rest', outlet: 'done' },
    });
    expect(edges(after)).toContain('rest.done>fin');
  });

  it('removed lets those before it on to what followed its first outlet', () => {
    expect(edges(apply(line, { kind: 'remove-step', id: 'rest' }))).toEqual([
      'trigger.entered>welcome',
      'welcome.sent>done',
    ]);
    expect(edges(apply(line, { kind: 'remove-step', id: 'welcome' }))).toEqual([
      'rest.done>done',
      'trigger.entered>rest',
    ]);
  });

  it('removed where several meet lets each of them on', () => {
    const meet = journey({
      who: ['branch', { paths: [{ id: 'a', label: '', filter: texans }] }, { a: 'rest', otherwise: 'rest' }],
      rest: ['wait-for-time', hold, { done: 'done' }],
      done: ['end', {}],
    });
    expect(edges(apply(meet, { kind: 'remove-step', id: 'rest' }))).toEqual([
      'trigger.entered>who',
      'who.a>done',
      'who.otherwise>done',
    ]);
  });

  it('moved is taken out of its place and put into another, as one change', () => {
    const after = apply(line, { kind: 'move-step', id: 'rest', place: { from: 'trigger', outlet: 'entered' } });
    expect(edges(after)).toEqual(['rest.done>welcome', 'trigger.entered>rest', 'welcome.sent>done']);
    expect(after.steps.map(({ id }) => id)).toEqual(['welcome', 'rest', 'done']);
    expect(apply(line, { kind: 'move-step', id: 'rest', place: { from: 'welcome', outlet: 'sent' } })).toEqual(line);
  });

  it('duplicated follows its original with the same settings', () => {
    const after = apply(line, { kind: 'duplicate-step', id: 'rest', newId: 'rest-2' });
    expect(edges(after)).toContain('rest.done>rest-2');
    expect(edges(after)).toContain('rest-2.done>done');
    expect(configOf(after, 'rest-2')).toEqual(hold);
  });

  it('loses with its settings the edges of outlets it no longer has', () => {
    const paths = ['a', 'b'].map((id) => ({ id, label: '', filter: texans }));
    const fork = journey({
      who: ['branch', { paths }, { a: 'done', b: 'done', otherwise: 'done' }],
      done: ['end', {}],
    });
    const after = apply(fork, { kind: 'set-config', id: 'who', config: { paths: paths.slice(1) } });
    expect(edges(after)).toEqual(['trigger.entered>who', 'who.b>done', 'who.otherwise>done']);
  });

  it('pasted with others gets a new id, and what they say of each other follows', () => {
    const copied = [
      step('welcome', 'send-email', { template: 'Welcome' }),
      step('wait', 'wait-for-event', { event: { kind: 'open', step: 'welcome' }, timeout: 'P1D' }),
    ];
    const after = apply(line, {
      kind: 'paste-steps',
      steps: copied,
      edges: [{ from: 'welcome', outlet: 'sent', to: 'wait' }],
      place: { from: 'rest', outlet: 'done' },
    });
    const mail = 'send-email';
    const wait = 'wait-for-event';
    expect(edges(after)).toEqual(
      [
        `${mail}.sent>${wait}`,
        `rest.done>${mail}`,
        'trigger.entered>welcome',
        `${wait}.happened>done`,
        'welcome.sent>rest',
      ].sort(),
    );
    expect(configOf(after, wait)).toMatchObject({ event: { step: mail } });
  });
});

describe('an edge', () => {
  it('leads an outlet to one step only', () => {
    const after = apply(line, { kind: 'connect', from: 'welcome', outlet: 'sent', to: 'done' });
    expect(edges(after)).toEqual(['rest.done>done', 'trigger.entered>welcome', 'welcome.sent>done']);
    expect(edges(apply(after, { kind: 'disconnect', from: 'welcome', outlet: 'sent' }))).not.toContain(
      'welcome.sent>done',
    );
  });

  it('can be exchanged with the other path of a branch', () => {
    const fork = journey({
      who: ['branch', { paths: [{ id: 'a', label: '', filter: texans }] }, { a: 'x', otherwise: 'y' }],
      x: ['end', {}],
      y: ['end', {}],
    });
    expect(edges(apply(fork, { kind: 'swap-outlets', id: 'who', first: 'a', second: 'otherwise' }))).toEqual([
      'trigger.entered>who',
      'who.a>y',
      'who.otherwise>x',
    ]);
  });
});

describe('a filter dropped', () => {
  it('on the trigger narrows the audience', () => {
    const once = apply(line, { kind: 'drop-filter', filter: texans, place: { at: 'trigger' } });
    expect(once.triggers[0]?.filter).toEqual(texans);
    const twice = apply(once, { kind: 'drop-filter', filter: { list: 'Newsletter' }, place: { at: 'trigger' } });
    expect(twice.triggers[0]?.filter).toEqual({ all: [texans, { list: 'Newsletter' }] });
    expect(audienceParts(twice)).toHaveLength(2);
    expect(apply(twice, { kind: 'take-filter', holder: { at: 'trigger', index: 0 } }).triggers[0]?.filter).toEqual({
      list: 'Newsletter',
    });
    expect(apply(once, { kind: 'take-filter', holder: { at: 'trigger', index: 0 } }).triggers).toEqual(line.triggers);
  });

  it('on an edge becomes a branch: who matches keeps the path, the others go to a new End', () => {
    const after = apply(line, {
      kind: 'drop-filter',
      filter: opened,
      place: { at: 'plus', from: 'welcome', outlet: 'sent' },
    });
    expect(edges(after)).toEqual([
      'branch.a>rest',
      'branch.otherwise>end',
      'rest.done>done',
      'trigger.entered>welcome',
      'welcome.sent>branch',
    ]);
    expect(configOf(after, 'branch')).toEqual({ paths: [{ id: 'a', label: '', filter: opened }] });
    expect(graphSchema.safeParse(after).success).toBe(true);
  });

  it('and taken away again leaves the drawing as it was', () => {
    const dropped = apply(line, {
      kind: 'drop-filter',
      filter: opened,
      place: { at: 'plus', from: 'welcome', outlet: 'sent' },
    });
    const after = apply(dropped, { kind: 'take-filter', holder: { at: 'path', step: 'branch', path: 'a' } });
    expect(isUnchanged(diffGraphs(line, after))).toBe(true);
  });

  it('on a branch is the next path above “otherwise”', () => {
    const fork = apply(line, {
      kind: 'drop-filter',
      filter: opened,
      place: { at: 'plus', from: 'welcome', outlet: 'sent' },
    });
    const after = apply(fork, { kind: 'drop-filter', filter: texans, place: { at: 'step', step: 'branch' } });
    expect(outletsFrom(after, 'branch').map(({ id }) => id)).toEqual(['a', 'b', 'otherwise']);
    const less = apply(after, { kind: 'take-filter', holder: { at: 'path', step: 'branch', path: 'a' } });
    expect(outletsFrom(less, 'branch').map(({ id }) => id)).toEqual(['b', 'otherwise']);
  });

  it('on a wait for event is waited for', () => {
    const waiting = journey({ wait: ['wait-for-event', { event: { kind: 'open' }, timeout: 'P1D' }] });
    const after = apply(waiting, { kind: 'drop-filter', filter: texans, place: { at: 'step', step: 'wait' } });
    expect(configOf(after, 'wait')).toEqual({ event: { kind: 'filter', filter: texans }, timeout: 'P1D' });
  });

  it('on a send is a guard, and a second one narrows it', () => {
    const once = apply(line, { kind: 'drop-filter', filter: texans, place: { at: 'step', step: 'welcome' } });
    expect(configOf(once, 'welcome')).toEqual({ template: 'Welcome', guard: texans });
    const twice = apply(once, { kind: 'drop-filter', filter: opened, place: { at: 'step', step: 'welcome' } });
    expect(configOf(twice, 'welcome')).toEqual({ template: 'Welcome', guard: { all: [texans, opened] } });
    expect(apply(once, { kind: 'take-filter', holder: { at: 'guard', step: 'welcome' } })).toEqual(line);
  });

  it('on the header is an exit criterion', () => {
    const after = apply(line, { kind: 'drop-filter', filter: texans, place: { at: 'header' } });
    expect(after.settings.exit).toEqual([texans]);
    expect(apply(after, { kind: 'take-filter', holder: { at: 'exit', index: 0 } })).toEqual(line);
  });

  it('moved on is one change', () => {
    const held = apply(line, { kind: 'drop-filter', filter: texans, place: { at: 'header' } });
    const after = apply(held, {
      kind: 'move-filter',
      holder: { at: 'exit', index: 0 },
      place: { at: 'step', step: 'welcome' },
    });
    expect(after.settings.exit).toEqual([]);
    expect(configOf(after, 'welcome')).toMatchObject({ guard: texans });
  });

  it('on a step that takes none is refused', () => {
    expect(() => apply(line, { kind: 'drop-filter', filter: texans, place: { at: 'step', step: 'rest' } })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

describe('an edit of what is not there', () => {
  it.each<[string, Change]>([
    ['step', { kind: 'remove-step', id: 'gone' }],
    ['step to configure', { kind: 'set-config', id: 'gone', config: {} }],
    ['step to name', { kind: 'rename-step', id: 'gone', name: 'x' }],
    ['place', { kind: 'insert-step', step: step('n', 'end'), place: { from: 'gone', outlet: 'done' } }],
    ['outlet', { kind: 'insert-step', step: step('n', 'end'), place: { from: 'rest', outlet: 'later' } }],
    ['free id', { kind: 'insert-step', step: step('rest', 'end'), place: { from: 'rest', outlet: 'done' } }],
    ['target', { kind: 'connect', from: 'rest', outlet: 'done', to: 'gone' }],
    ['trigger', { kind: 'set-trigger', index: 5, trigger: { type: 'manual', config: {} } }],
    ['path', { kind: 'move-filter', holder: { at: 'exit', index: 3 }, place: { at: 'trigger' } }],
  ])('(%s) is refused', (_, change) => {
    expect(() => applyChange(line, change)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('any edits one after another', () => {
  const types = ['send-email', 'wait-for-time', 'wait-for-event', 'branch', 'add-to-segment', 'end'];
  const choices = fc.array(fc.tuple(fc.nat(7), fc.nat(50), fc.nat(50)), { maxLength: 25 });

  function edit(graph: Graph, [what, x, y]: [number, number, number]): Graph {
    const places = ['trigger', ...graph.steps.map(({ id }) => id)].flatMap((from) =>
      outletsFrom(graph, from).map(({ id }) => ({ from, outlet: id })),
    );
    const place = places[x % places.length]!;
    const target = graph.steps[y % Math.max(1, graph.steps.length)];
    const type = types[y % types.length]!;
    const config =
      type === 'wait-for-time'
        ? hold
        : type === 'wait-for-event'
          ? { event: { kind: 'open' }, timeout: 'P1D' }
          : type === 'branch'
            ? { paths: [] }
            : type === 'add-to-segment'
              ? { segment: '' }
              : type === 'end'
                ? {}
                : { template: '' };
    const fresh: Change = {
      kind: 'insert-step',
      step: { id: freshStepId(graph, type), type, name: '', config },
      place,
    };
    if (what === 0 || !target) return applyChange(graph, fresh);
    if (what === 1) return applyChange(graph, { kind: 'remove-step', id: target.id });
    if (what === 2) return applyChange(graph, { kind: 'move-step', id: target.id, place });
    if (what === 3) return applyChange(graph, { kind: 'drop-filter', filter: texans, place: { at: 'plus', ...place } });
    if (what === 4) return applyChange(graph, { kind: 'connect', ...place, to: target.id });
    if (what === 5)
      return applyChange(graph, { kind: 'duplicate-step', id: target.id, newId: freshStepId(graph, target.type) });
    if (what === 6) return applyChange(graph, { kind: 'paste-steps', steps: [target], edges: [], place });
    return applyChange(graph, { kind: 'disconnect', ...place });
  }

  it('leave one edge per outlet, no loose edge, different ids, and a drawing that can be saved', () => {
    fc.assert(
      fc.property(choices, (edits) => {
        let graph: Graph = line;
        for (const one of edits) {
          const before = JSON.stringify(graph);
          const after = edit(graph, one);
          expect(JSON.stringify(graph)).toBe(before);
          graph = after;
          const ids = graph.steps.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(new Set(graph.edges.map(({ from, outlet }) => `${from}\n${outlet}`)).size).toBe(graph.edges.length);
          for (const { from, outlet, to } of graph.edges) {
            expect(ids).toContain(to);
            expect(outletsFrom(graph, from).map(({ id }) => id)).toContain(outlet);
          }
        }
        expect(graphSchema.safeParse(graph).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the difference of two drawings', () => {
  it('names what was added, removed and changed, and where', () => {
    const after = apply(
      line,
      { kind: 'insert-step', step: step('extra', 'wait-for-time', hold), place: { from: 'rest', outlet: 'done' } },
      { kind: 'set-config', id: 'rest', config: { mode: 'duration', duration: 'P2D' } },
      { kind: 'rename-step', id: 'welcome', name: 'Hello' },
      { kind: 'set-settings', settings: { priority: 3 } },
    );
    const diff = diffGraphs(line, after);
    expect(diff.added.map(({ id }) => id)).toEqual(['extra']);
    expect(diff.changed.map(({ id, fields }) => [id, fields])).toEqual([
      ['welcome', ['name']],
      ['rest', ['config.duration']],
    ]);
    expect(diff.settings).toEqual(['priority']);
    expect(diff.edges.added).toHaveLength(2);
    expect(diff.edges.removed).toHaveLength(1);
    expect(diffGraphs(after, line).removed.map(({ id }) => id)).toEqual(['extra']);
  });

  it('is nothing for a new layout or another order of keys', () => {
    const moved = apply(line, { kind: 'set-layout', layout: { welcome: { x: 1, y: 2 } } });
    expect(isUnchanged(diffGraphs(line, moved))).toBe(true);
    const reordered = apply(line, { kind: 'set-config', id: 'rest', config: { duration: 'P1D', mode: 'duration' } });
    expect(isUnchanged(diffGraphs(line, reordered))).toBe(true);
  });

  it('with nothing is everything', () => {
    expect(diffGraphs(null, line).added).toHaveLength(3);
  });
});
