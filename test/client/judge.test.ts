import { describe, expect, it } from 'vitest';
import { type DragItem, type DropTarget, judgeDrop, readTarget, targetText } from '#client/canvas/drag/judge.ts';
import { applyChange } from '#core/graph/change.ts';
import type { Graph } from '#core/graph/model.ts';

const graph: Graph = {
  stepwell: 1,
  name: 'Judged',
  triggers: [{ type: 'manual', config: {} }],
  settings: { priority: 5, reentry: 'never', timezone: 'UTC', exit: [] },
  steps: [
    { id: 'mail', type: 'send-email', name: 'Mail', config: { template: 'T', purpose: 'operations' } },
    { id: 'event', type: 'wait-for-event', name: 'Event', config: { event: { kind: 'open' }, timeout: 'P7D' } },
    { id: 'fork', type: 'branch', name: 'Fork', config: { paths: [{ id: 'a', label: '', filter: { list: 'L' } }] } },
    { id: 'end', type: 'end', name: 'End', config: { reason: 'completed' } },
  ],
  edges: [
    { from: 'trigger', outlet: 'entered', to: 'mail' },
    { from: 'mail', outlet: 'sent', to: 'event' },
    { from: 'event', outlet: 'happened', to: 'fork' },
    { from: 'fork', outlet: 'a', to: 'end' },
  ],
  layout: {},
};

const segment: DragItem = { kind: 'filter', title: 'Due', filter: { segment: 'Due' } };
const opened: DragItem = {
  kind: 'filter',
  title: 'Opened',
  filter: { engaged: 'open', did: true, last: true, atLeast: 1 },
};
const step = (type: string): DragItem => ({ kind: 'step', type, title: type });
const plus = (from: string, outlet: string): DropTarget => ({ at: 'plus', from, outlet });
const on = (id: string): DropTarget => ({ at: 'step', step: id });

describe('a drop', () => {
  const rows: [words: string, item: DragItem, target: DropTarget, ok: boolean][] = [
    ['a step on an edge', step('wait-for-time'), plus('mail', 'sent'), true],
    ['a step on an open end', step('end'), plus('event', 'timeout'), true],
    ['a step on a card', step('wait-for-time'), on('mail'), false],
    ['a step on the header', step('wait-for-time'), { at: 'header' }, false],
    ['an End where something follows', step('end'), plus('mail', 'sent'), false],
    ['a Go to where something follows', step('go-to'), plus('mail', 'sent'), false],
    ['a segment on the trigger', segment, { at: 'trigger' }, true],
    ['a segment on an edge', segment, plus('mail', 'sent'), true],
    ['a segment on a branch', segment, on('fork'), true],
    ['a segment on a wait for event', segment, on('event'), true],
    ['a segment on a send', segment, on('mail'), true],
    ['a segment on the header', segment, { at: 'header' }, true],
    ['a segment on an End', segment, on('end'), false],
    ['“opened the last email” on the trigger', opened, { at: 'trigger' }, false],
    ['“opened the last email” right under the trigger', opened, plus('trigger', 'entered'), false],
    ['“opened the last email” after an email', opened, plus('event', 'happened'), true],
    [
      'a card where it is',
      { kind: 'card', step: 'mail', type: 'send-email', title: 'Mail' },
      plus('trigger', 'entered'),
      false,
    ],
    ['a card elsewhere', { kind: 'card', step: 'mail', type: 'send-email', title: 'Mail' }, plus('fork', 'a'), true],
  ];

  it.each(rows)('of %s is judged, and a refusal says why', (_words, item, target, ok) => {
    const verdict = judgeDrop(item, target, graph);
    expect(verdict.ok).toBe(ok);
    expect(verdict.ok ? verdict.does : verdict.why).not.toBe('');
  });

  it('of a filter that is judged well is one the core accepts', () => {
    for (const [words, item, target, ok] of rows)
      if (item.kind === 'filter' && ok)
        expect(
          () => applyChange(graph, { kind: 'drop-filter', filter: item.filter, place: target }),
          words,
        ).not.toThrow();
  });

  it('where it already is changes nothing, so it is refused', () => {
    const held: DragItem = {
      kind: 'filter',
      title: 'Due',
      filter: { segment: 'Due' },
      from: { at: 'guard', step: 'mail' },
    };
    expect(judgeDrop(held, on('mail'), graph).ok).toBe(false);
    expect(judgeDrop(held, on('fork'), graph).ok).toBe(true);
  });
});

describe('a target written on an element', () => {
  it('is read back as it was', () => {
    for (const target of [plus('mail', 'sent'), on('mail'), { at: 'trigger' }, { at: 'header' }] as const)
      expect(readTarget(targetText(target))).toEqual(target);
    expect(readTarget('elsewhere')).toBeNull();
    expect(readTarget('plus mail')).toBeNull();
  });
});
