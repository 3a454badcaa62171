import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lift } from '#core/graph/lift.ts';
import { prepare } from '#core/graph/prepare.ts';
import { steps } from '#core/steps/registry.ts';
import { defineStep, type StepType } from '#core/steps/step.ts';
import { journey } from '../support.ts';

/** A wait as a third version of it might be: seconds became an ISO duration under another name. */
const third = defineStep({
  type: 'end',
  version: 3,
  title: 'End',
  help: 'For this test.',
  config: z.strictObject({ length: z.string() }),
  defaults: { length: 'P1D' },
  outlets: () => [],
  check: () => [],
  enter: () => ({ kind: 'end', reason: 'completed' }),
  upgrade(config, from) {
    const seconds = from === 1 ? Number(config['seconds']) : Number(config['secs']);
    if (Number.isNaN(seconds)) throw new Error('not a number');
    return { length: `PT${seconds}S` };
  },
});
const types = (type: string): StepType | null => (type === 'end' ? third : null);
const drawn = (config: Record<string, unknown>, version?: number) => {
  const graph = journey({ over: ['end', config] });
  return { ...graph, steps: graph.steps.map((step) => ({ ...step, ...(version ? { version } : {}) })) };
};

describe('settings that an older version of a step wrote', () => {
  it('are upgraded before they are read, from whichever version they are', () => {
    expect(prepare(drawn({ seconds: 60 }), types).steps.get('over')?.config).toEqual({ length: 'PT60S' });
    expect(prepare(drawn({ secs: 90 }, 2), types).steps.get('over')).toMatchObject({
      config: { length: 'PT90S' },
      node: { version: 3, config: { length: 'PT90S' } },
    });
    expect(prepare(drawn({ length: 'P2D' }, 3), types).steps.get('over')?.config).toEqual({ length: 'P2D' });
  });

  it('are part of what the walk sees of the whole drawing', () => {
    expect(prepare(drawn({ seconds: 60 }), types).graph.steps[0]).toMatchObject({
      version: 3,
      config: { length: 'PT60S' },
    });
  });

  it.each([
    ['cannot be upgraded', { seconds: 'soon' }, 1, 'upgrade'],
    ['are of a newer Stepwell', { length: 'P1D' }, 4, 'newer'],
    ['are upgraded into something that is not valid', { secs: 1, length: 1 }, 3, 'config'],
  ])('are refused with the step named when they %s', (_, config, version, problem) => {
    expect(() => prepare(drawn(config, version), types)).toThrow(
      expect.objectContaining({
        code: 'JOURNEY_FILE_INVALID',
        details: expect.objectContaining({ step: 'over', problem }) as object,
      }),
    );
  });

  it('stay as they are where nothing was written by an older version', () => {
    const [node] = drawn({ length: 'P1D' }, 3).steps;
    expect(lift(node!, types)).toBe(node);
    const graph = journey({ over: ['end', {}] });
    expect(prepare(graph).graph).toBe(graph);
  });

  it('cannot be left behind: a step type past its first version says how to upgrade', () => {
    for (const type of Object.values<StepType>(steps))
      if (type.version > 1) expect('upgrade' in type, type.type).toBe(true);
  });
});
