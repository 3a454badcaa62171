import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { journeyFileSchema } from '#core/graph/file-schema.ts';
import { checkGraph } from '#core/graph/check.ts';
import { prepare } from '#core/graph/prepare.ts';
import { advance } from '#core/run/advance.ts';
import { stepType, steps } from '#core/steps/registry.ts';
import type { Outcome, StepType } from '#core/steps/step.ts';
import { Walk } from '#core/run/walk.ts';
import { atStart, contact, journey, NOW, vocabulary } from '../support.ts';
import { configured, world } from './support.ts';

const all: [string, StepType][] = Object.entries(steps);

describe.each(all)('the step type %s', (name, type) => {
  const good = configured[name]!;

  it('is registered under its own name and found by it', () => {
    expect(type.type).toBe(name);
    expect(stepType(name)).toBe(type);
  });

  it('says what it is in a title and one sentence', () => {
    expect(type.title).toMatch(/^[A-Z][a-z -]+$/);
    expect(type.help).toMatch(/^[A-Z].{20,160}\.$/);
    expect(type.version).toBeGreaterThanOrEqual(1);
  });

  it('can be dropped: its defaults parse, and say what is missing', () => {
    expect(type.config.safeParse(type.defaults).success).toBe(true);
  });

  it('accepts a full config and refuses what it does not know', () => {
    expect(type.config.safeParse(good).success).toBe(true);
    expect(type.config.safeParse({ ...good, colour: 'red' }).success).toBe(false);
    expect(type.config.safeParse(null).success).toBe(false);
  });

  it('has outlets with different ids and a label each', () => {
    const outlets = type.outlets(type.config.parse(good));
    expect(new Set(outlets.map(({ id }) => id)).size).toBe(outlets.length);
    for (const { id, label } of outlets) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(label).not.toBe('');
    }
  });

  it('finds nothing wrong with a full config', () => {
    const graph = journey(
      { first: [name, good], welcome: ['send-email', { template: 'Welcome' }], z: ['end', {}] },
      { sender: 'Clinic' },
    );
    const own = checkGraph(graph, world).filter(
      ({ step, severity, code }) => step === 'first' && severity !== 'hint' && !code.startsWith('graph.'),
    );
    expect(own).toEqual([]);
  });

  it('goes, on entering, only by outlets it has', () => {
    const config = type.config.parse(good);
    const graph = prepare(journey({ first: [name, good], welcome: ['send-email', { template: 'Welcome' }] }));
    const input = {
      prepared: graph,
      standing: atStart({ step: 'first' }),
      wake: { kind: 'start' } as const,
      facts: contact({ appointment: '2026-06-20' }),
      vocabulary,
      now: NOW,
      contactZone: null,
    };
    const walk = new Walk(input, { standing: atStart({ step: 'first' }), visits: [], commands: [], counts: [] });
    walk.node = graph.steps.get('first')!.node;
    const ids = type.outlets(config).map(({ id }) => id);
    const outcome = type.enter(config, walk);
    expect(outletsIn(outcome).every((outlet) => ids.includes(outlet))).toBe(true);
  });

  it('is walked from a trigger to a rest or an end', () => {
    const prepared = prepare(journey({ first: [name, good], welcome: ['send-email', { template: 'Welcome' }] }));
    const { standing } = advance({
      prepared,
      standing: atStart(),
      wake: { kind: 'start' },
      facts: contact({ appointment: '2026-06-20' }),
      vocabulary,
      now: NOW,
      contactZone: null,
    });
    expect(['waiting', 'completed']).toContain(standing.state);
  });

  it('has its config in the schema of a journey file, described field by field', () => {
    const schema = z.toJSONSchema(type.config, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(JSON.stringify(journeyFileSchema())).toContain(`"const":"${name}"`);
  });
});

it('an unknown type is none, whatever it is called', () => {
  for (const name of ['', 'sms', 'toString', '__proto__', 'constructor']) expect(stepType(name)).toBeNull();
});

function outletsIn(outcome: Outcome): string[] {
  switch (outcome.kind) {
    case 'go':
      return [outcome.outlet];
    case 'park':
      return [outcome.onTimeout];
    case 'perform':
      return outletsIn(outcome.next);
    case 'jump':
    case 'end':
      return [];
    default:
      return outcome satisfies never;
  }
}
