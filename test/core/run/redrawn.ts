import { type Graph, graph as graphSchema, TRIGGER } from '#core/graph/model.ts';
import type { PublishPlan } from '#core/graph/plan.ts';
import { outletsFrom } from '#core/graph/traverse.ts';
import type { Choice, Choices } from '#core/graph/version-plan.ts';

/** Chance as fast-check gives it: the same seed picks the same, and shrinks. */
export type Pick = (below: number) => number;

/** Parts that a drawing is changed with. */
type Spare = readonly { type: string; config: Record<string, unknown> }[];

export function picker(chance: readonly number[]): Pick {
  let at = 0;
  return (below) => (below <= 0 ? 0 : chance[at++ % chance.length]! % below);
}

/** Another drawing: steps taken out, put in, set otherwise or made another kind, edges led elsewhere, settings changed. */
export function redrawn(graph: Graph, spare: Spare, pick: Pick): Graph {
  let { steps, edges, settings } = structuredClone(graph);
  for (let edits = 1 + pick(4); edits > 0; edits--) {
    const at = steps[pick(steps.length)];
    const part = spare[pick(spare.length)]!;
    switch (pick(6)) {
      case 0:
      case 1:
        steps = steps.filter(({ id }) => id !== at?.id);
        break;
      case 2: {
        const same = spare.find(({ type }) => type === at?.type) ?? part;
        steps = steps.map((step) => (step.id === at?.id ? { ...step, ...same } : step));
        break;
      }
      case 3:
        steps = steps.map((step) => (step.id === at?.id ? { ...step, ...part } : step));
        break;
      case 4: {
        const id = `s${pick(16)}`;
        if (!steps.some((step) => step.id === id)) steps = [...steps, { id, name: '', ...part }];
        break;
      }
      default:
        settings = { ...settings, timezone: pick(2) ? 'Europe/Berlin' : 'America/Chicago' };
    }
  }
  if (steps.length === 0) steps = [{ id: 's0', type: 'end', name: '', config: {} }];
  const ids = steps.map(({ id }) => id);
  const draft = { ...graph, steps, settings, edges: [] };
  edges = [TRIGGER, ...ids].flatMap((from) =>
    outletsFrom(draft, from).flatMap(({ id: outlet }) => {
      const old = edges.find((edge) => edge.from === from && edge.outlet === outlet)?.to;
      const kept = old !== undefined && ids.includes(old) && pick(5) > 0;
      const to = kept ? old : pick(3) > 0 ? ids[pick(ids.length)] : undefined;
      return to === undefined ? [] : [{ from, outlet, to }];
    }),
  );
  return graphSchema.parse({ ...draft, edges });
}

/** Any choices at all for the steps of a plan that are gone or another kind: for those with people always, for others sometimes. */
export function anyChoices({ steps }: PublishPlan, next: Graph, pick: Pick): Choices {
  const choices: Choices = {};
  for (const step of steps) {
    if (!step.decision || (!step.decision.needed && pick(2) === 0)) continue;
    const options: Choice[] = [
      { kind: 'exit' },
      ...step.decision.outlets.map(({ outlet }): Choice => ({ kind: 'skip', outlet })),
      { kind: 'move', to: next.steps[pick(next.steps.length)]!.id, again: pick(2) === 0 },
      { kind: 'move', to: next.steps[pick(next.steps.length)]!.id, again: pick(2) === 0 },
      ...(step.change === 'replaced' ? [{ kind: 'begin' } as const] : []),
    ];
    choices[step.id] = options[pick(options.length)]!;
  }
  return choices;
}
