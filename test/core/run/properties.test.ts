import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '#core/graph/model.ts';
import { prepare } from '#core/graph/prepare.ts';
import { advance, type Advance } from '#core/run/advance.ts';
import type { Standing, Wake } from '#core/run/state.ts';
import { atStart, type contact, DAY, NOW, vocabulary } from '../support.ts';
import { graphs, people } from './any-journey.ts';

const wakes: fc.Arbitrary<{ wake: Wake; after: number }> = fc.record({
  wake: fc.oneof(
    fc.constant<Wake>({ kind: 'due' }),
    fc.constant<Wake>({ kind: 'reconsider' }),
    fc
      .constantFrom('open:s0', 'open:*', 'custom:booked', 'filter', 'attribute:age', 'attribute:appointment')
      .map((key): Wake => ({ kind: 'event', key, at: NOW })),
  ),
  after: fc.integer({ min: 0, max: 5 * DAY }),
});

interface Life {
  graph: Graph;
  who: ReturnType<typeof contact>;
  happenings: { wake: Wake; after: number }[];
}
const lives: fc.Arbitrary<Life> = fc.record({
  graph: graphs,
  who: people,
  happenings: fc.array(wakes, { maxLength: 25 }),
});

function live(
  { graph, who, happenings }: Life,
  each?: (step: Advance) => void,
): { standing: Standing; steps: Advance[] } {
  const prepared = prepare(graph);
  let now = NOW;
  const go = (standing: Standing, wake: Wake) =>
    advance({ prepared, standing, wake, facts: who, vocabulary, now, contactZone: null });
  const steps = [go(atStart(), { kind: 'start' })];
  for (const { wake, after } of happenings) {
    now += after;
    steps.push(go(steps.at(-1)!.standing, wake));
  }
  for (const step of steps) each?.(step);
  return { standing: steps.at(-1)!.standing, steps };
}

describe('in any journey, whatever happens', () => {
  it('entered = here + passed + exited, at every step and after every walk', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const tally = new Map<string, { entered: number; passed: number; exited: number }>([
          ['trigger', { entered: 1, passed: 0, exited: 0 }],
        ]);
        live(life, ({ standing, counts }) => {
          for (const { step, measure } of counts) {
            const one = tally.get(step) ?? { entered: 0, passed: 0, exited: 0 };
            one[measure.split(':')[0] as keyof typeof one]++;
            tally.set(step, one);
          }
          for (const [step, { entered, passed, exited }] of tally) {
            const here = standing.exitReason === null && standing.step === step ? 1 : 0;
            expect(entered).toBe(here + passed + exited);
          }
          const out = [...tally.values()].reduce((sum, { exited }) => sum + exited, 0);
          expect(out).toBe(standing.exitReason === null ? 0 : 1);
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('each visit is written once, in order, and ends where the next begins', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { steps, standing } = live(life);
        const visits = steps.flatMap((step) => step.visits);
        expect(new Set(visits.map(({ step, visit }) => `${step}#${visit}`)).size).toBe(visits.length);
        for (const [i, visit] of visits.entries()) {
          expect(visit.enteredAt).toBeLessThanOrEqual(visit.leftAt);
          if (i > 0) expect(visit.enteredAt).toBe(visits[i - 1]!.leftAt);
        }
        const total = stepsIn(standing.visits);
        const open = standing.exitReason === null ? 1 : 0;
        expect(total.reduce((sum, [, n]) => sum + n, 0)).toBe(visits.length + open);
      }),
      { numRuns: 600 },
    );
  });

  it('no step is entered more often than the go-tos allow, and every walk ends', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { standing } = live(life);
        const jumps = life.graph.steps.reduce(
          (sum, { type, config }) => sum + (type === 'go-to' ? Number(config['repeats']) + 1 : 0),
          0,
        );
        for (const [, n] of stepsIn(standing.visits)) expect(n).toBeLessThanOrEqual(1 + jumps);
      }),
      { numRuns: 600 },
    );
  });

  it('there is one send per visit of a send step, and none besides', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { steps } = live(life);
        const sent = steps
          .flatMap(({ commands }) => commands)
          .flatMap((one) => (one.kind === 'send' ? [`${one.step}#${one.visit}`] : []));
        const passed = steps
          .flatMap(({ visits }) => visits)
          .filter(({ outlet }) => outlet === 'sent')
          .map(({ step, visit }) => `${step}#${visit}`);
        expect(new Set(sent).size).toBe(sent.length);
        // A send whose outlet leads nowhere, or round in a circle, has been made as well.
        expect(passed.every((one) => sent.includes(one))).toBe(true);
        const at = new Map(life.graph.steps.map((step) => [step.id, step.type]));
        expect(sent.every((one) => at.get(one.split('#')[0]!) === 'send-email')).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('the same life is lived the same way twice, and nothing given is changed', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const before = JSON.stringify(life);
        const first = live(life);
        expect(live(life)).toEqual(first);
        expect(JSON.stringify(life)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  it('who rests has somewhere to go, and who is done rests nowhere', () => {
    fc.assert(
      fc.property(lives, (life) => {
        live(life, ({ standing }) => {
          if (standing.exitReason === null) {
            expect(standing.state).toBe('waiting');
            expect(standing.dueAt !== null || standing.waitingFor.length > 0).toBe(true);
          } else {
            expect(standing).toMatchObject({ dueAt: null, waitingFor: [] });
            expect(['completed', 'exited']).toContain(standing.state);
          }
        });
      }),
      { numRuns: 600 },
    );
  });

  it('a step that is removed is never visited again', () => {
    fc.assert(
      fc.property(lives, fc.nat(11), (life, index) => {
        const gone = life.graph.steps[index % life.graph.steps.length]!.id;
        const { standing } = live(life);
        const newer: Graph = {
          ...life.graph,
          steps: life.graph.steps.filter(({ id }) => id !== gone),
          edges: life.graph.edges.filter(({ from, to }) => from !== gone && to !== gone),
        };
        const after = advance({
          prepared: prepare(newer),
          standing,
          wake: { kind: 'due' },
          facts: life.who,
          vocabulary,
          now: NOW + 400 * DAY,
          contactZone: null,
        });
        expect(after.counts.some(({ step, measure }) => step === gone && measure === 'entered')).toBe(false);
        if (standing.step === gone && standing.exitReason === null)
          expect(after.standing.exitReason).toBe('step_removed');
      }),
      { numRuns: 600 },
    );
  });
});

/** The visits of steps, without what else an enrollment remembers there. */
function stepsIn(visits: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(visits).filter(([step]) => step !== 'trigger' && !step.includes('>'));
}
