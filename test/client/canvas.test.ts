import { describe, expect, it } from 'vitest';
import { fromElk, middleOf } from '#client/canvas/layout/lay-out.ts';
import { outletX, toElk } from '#client/canvas/layout/to-elk.ts';
import { openEndId, shapeOf } from '#client/canvas/layout/shape.ts';
import { outlineRows } from '#client/canvas/outline/rows.ts';
import { changeLines } from '#client/canvas/panels/change-lines.ts';
import { readSteps, writeSteps } from '#client/canvas/state/clipboard.ts';
import { createDrawing } from '#client/canvas/state/drawing.ts';
import { walkTo } from '#client/canvas/state/walk.ts';
import { droppedOf, dropShare, percent } from '#client/results/figures.ts';
import { durationWords, readDuration, writeDuration } from '#client/ui/duration.ts';
import { blankJourney } from '#client/journeys/blank.ts';
import { diffGraphs } from '#core/graph/diff.ts';
import { graph as graphSchema } from '#core/graph/model.ts';
import { fork } from './fork.ts';
import Elk from 'elkjs/lib/elk.bundled.js';

describe('the layout', () => {
  it('draws one link per outlet, and an open end where an outlet leads nowhere', () => {
    const cut = { ...fork, edges: fork.edges.filter((edge) => edge.from !== 'answer') };
    const { boxes, links } = shapeOf(cut);
    expect(links.filter((link) => link.from === 'answer')).toHaveLength(2);
    expect(boxes.map((box) => box.id)).toContain(openEndId('answer', 'timeout'));
    expect(links.every((link) => boxes.some((box) => box.id === link.to))).toBe(true);
  });

  it('goes from top to bottom without two cards on top of each other, outlets in their order', async () => {
    const { boxes, links } = shapeOf(fork);
    const placed = fromElk(await new Elk().layout(toElk(boxes, links)));
    const at = boxes.map((box) => ({ ...box, ...placed.positions.get(box.id)! }));
    for (const a of at)
      for (const b of at)
        if (a !== b)
          expect(
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
            `${a.id} and ${b.id}`,
          ).toBe(true);
    for (const link of links) {
      const points = placed.routes.get(link.id)!.points;
      expect(points.at(-1)!.y).toBeGreaterThan(points[0]!.y);
    }
    const happened = placed.positions.get('asked')!;
    const timeout = placed.positions.get('no-answer')!;
    expect(happened.x).toBeLessThan(timeout.x);
    expect(placed.positions.get('trigger')!.y).toBe(0);
  });

  it('spreads outlets evenly along the card, and finds the middle of a way', () => {
    expect(outletX(300, 0, 1)).toBe(150);
    expect([outletX(300, 0, 2), outletX(300, 1, 2)]).toEqual([100, 200]);
    expect(
      middleOf([
        { x: 0, y: 0 },
        { x: 0, y: 10 },
        { x: 20, y: 10 },
      ]),
    ).toEqual({ x: 5, y: 10 });
  });
});

describe('the drawing', () => {
  it('undoes a gesture of several records in one step, and redoes it', () => {
    const drawing = createDrawing(fork);
    drawing.apply(
      { kind: 'rename-step', id: 'invitation', name: 'Once' },
      { kind: 'rename-step', id: 'invitation', name: 'Twice' },
    );
    drawing.temporal.getState().undo();
    expect(drawing.getState().graph).toBe(fork);
    drawing.temporal.getState().redo();
    expect(drawing.getState().graph.steps[0]!.name).toBe('Twice');
  });

  it('stays as it was when one record of a gesture is refused', () => {
    const drawing = createDrawing(fork);
    expect(() =>
      drawing.apply({ kind: 'rename-step', id: 'invitation', name: 'X' }, { kind: 'remove-step', id: 'nowhere' }),
    ).toThrow();
    expect(drawing.getState().graph).toBe(fork);
    expect(drawing.temporal.getState().pastStates).toHaveLength(0);
  });

  it('forgets its undo steps when another drawing is loaded', () => {
    const drawing = createDrawing(fork);
    drawing.apply({ kind: 'rename-step', id: 'invitation', name: 'X' });
    drawing.load(fork);
    expect(drawing.temporal.getState().pastStates).toHaveLength(0);
  });
});

describe('the keyboard', () => {
  it('walks down, up and across the connected steps, and stays where there is no way', () => {
    expect(walkTo(fork, 'trigger', 'down')).toBe('invitation');
    expect(walkTo(fork, 'answer', 'down')).toBe('asked');
    expect(walkTo(fork, 'asked', 'right')).toBe('no-answer');
    expect(walkTo(fork, 'no-answer', 'left')).toBe('asked');
    expect(walkTo(fork, 'information', 'right')).toBe('answered');
    expect(walkTo(fork, 'trigger', 'up')).toBe('trigger');
    expect(walkTo(fork, 'informed', 'down')).toBe('informed');
  });

  it('has an outline that tells every step once, and mentions it again where paths meet', () => {
    const meeting = {
      ...fork,
      edges: fork.edges.map((edge) => (edge.to === 'answered' ? { ...edge, to: 'informed' } : edge)),
    };
    const rows = outlineRows(meeting);
    const told = rows.filter((row) => row.kind === 'step').map((row) => row.id);
    expect(new Set(told)).toEqual(new Set(['trigger', ...meeting.steps.map((step) => step.id)]));
    expect(told).toHaveLength(meeting.steps.length + 1);
    expect(rows.filter((row) => row.kind === 'again').map((row) => row.id)).toEqual(['informed']);
  });
});

describe('copied steps', () => {
  it('come back as they were, and anything else on the clipboard is left alone', () => {
    const [step] = fork.steps;
    expect(readSteps(writeSteps([step!], []))).toEqual({ steps: [step], edges: [] });
    for (const text of ['', 'hello', '{}', '{"stepwell":"steps","steps":[]}', '[1]'])
      expect(readSteps(text)).toBeNull();
  });
});

describe('the publish plan', () => {
  it('puts removed steps first and says who stands at them', () => {
    const next = {
      ...fork,
      steps: fork.steps
        .filter((step) => step.id !== 'information')
        .map((step) => (step.id === 'answer' ? { ...step, config: { ...step.config, timeout: 'P9D' } } : step)),
    };
    const at = { entered: 5, here: 5, passed: {}, exited: {} };
    const lines = changeLines(diffGraphs(fork, next), { information: at, answer: at });
    expect(lines.map((line) => [line.kind, line.title, line.people])).toEqual([
      ['removed', 'Plan information', 5],
      ['changed', 'Clicks a link', 5],
    ]);
  });
});

describe('figures', () => {
  it('count only exits nobody meant as drop-off', () => {
    const counts = {
      entered: 100,
      here: 10,
      passed: { sent: 70 },
      exited: { completed: 15, poison: 3, guard_refused: 2 },
    };
    expect(droppedOf(counts)).toBe(5);
    expect(dropShare(counts)).toBe(0.05);
    expect(dropShare({ entered: 0, here: 0, passed: {}, exited: {} })).toBe(0);
  });

  it('show small shares without rounding them away', () => {
    expect([percent(0), percent(0.0004), percent(0.019), percent(0.98), percent(1)]).toEqual([
      '0%',
      '<0.1%',
      '1.9%',
      '98%',
      '100%',
    ]);
  });
});

describe('a length of time', () => {
  it('is read as a number and a unit, and written back the same', () => {
    for (const iso of ['PT30M', 'PT12H', 'P3D', 'P2W', 'P6M'])
      expect(writeDuration(readDuration(iso)!.n, readDuration(iso)!.unit)).toBe(iso);
    expect(readDuration('P1DT12H')).toBeNull();
    expect(durationWords('P1DT12H')).toBe('1 day 12 hours');
  });
});

describe('a blank sheet', () => {
  it('is a journey with a trigger and nothing under it', () => {
    const blank = blankJourney('New');
    expect(graphSchema.safeParse(blank).error).toBeUndefined();
    expect(blank).toMatchObject({ name: 'New', triggers: [{ type: 'manual' }], steps: [], edges: [] });
  });
});
