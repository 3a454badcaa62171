import type { Graph, StepNode } from './model.ts';
import { stepOf } from './traverse.ts';
import type { VersionPlan } from './version-plan.ts';

/**
 * Messages one send step may make for one enrollment by this drawing alone: one, and one more for each jump that go-tos can make
 * before their targets are used up.
 */
export function sendsAllowed({ steps }: Pick<Graph, 'steps'>): number {
  return steps.reduce((sum, step) => sum + jumpsOf(step), 1);
}

/**
 * The same for someone who may have come through every version up to `next`: what was allowed before, the jumps that are
 * new, and one more where people are moved, since a move is a jump. At least what the breaker must let pass; never less.
 */
export function sendsAllowedAfter(
  live: Graph,
  next: Graph,
  plan: { decisions: VersionPlan['decisions']; before: number | null },
): number {
  const added = next.steps.reduce((sum, step) => {
    const old = stepOf(live, step.id);
    return sum + Math.max(0, jumpsOf(step) - (old ? jumpsOf(old) : 0));
  }, 0);
  const moves = Object.values(plan.decisions).some(({ kind }) => kind === 'move' || kind === 'begin') ? 1 : 0;
  return (plan.before ?? sendsAllowed(live)) + added + moves;
}

function jumpsOf({ type, config }: StepNode): number {
  if (type !== 'go-to') return 0;
  const { repeats } = config;
  return 1 + (typeof repeats === 'number' ? repeats : 0);
}
