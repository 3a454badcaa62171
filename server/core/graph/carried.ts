import { fateOf } from '../run/fate.ts';
import type { Vocabulary } from '../segment/fields.ts';
import { leadingAttributes } from './leading-attributes.ts';
import type { Graph } from './model.ts';
import { reachable, stepOf, successors } from './traverse.ts';
import type { VersionPlan } from './version-plan.ts';

/**
 * Attributes that people may have been chosen by on their way to a step: by its own version's drawing, and by the drawings
 * they came through before. Null when that is not known (the step is not in the drawing, or nobody knew when it was published).
 * Throws Failure SEGMENT_INVALID when a rule on the way cannot be read.
 */
export function testedOnTheWay(
  graph: Graph,
  { carried }: Pick<VersionPlan, 'carried'>,
  step: string,
  vocabulary: Vocabulary,
): Set<string> | null {
  if (carried === null || !stepOf(graph, step)) return null;
  return leadingAttributes(graph, step, vocabulary).union(new Set(carried[step] ?? []));
}

/**
 * What people in flight bring along into a new version: whoever stood at a step of `live` was chosen by what led there, and brings
 * that to every step they can still come to. Null when a rule on the way cannot be read.
 */
export function carriedOver(
  live: Graph,
  next: Graph,
  plans: { before: Pick<VersionPlan, 'carried'>; now: Pick<VersionPlan, 'decisions' | 'touched'> },
  vocabulary: Vocabulary,
): VersionPlan['carried'] {
  const onward = successors(next);
  const carried = new Map<string, Set<string>>();
  try {
    for (const { id } of live.steps) {
      const fate = fateOf(id, [plans.now]);
      const arrives = fate.kind === 'stays' ? id : fate.kind === 'goes' ? fate.to : null;
      if (arrives === null || !stepOf(next, arrives)) continue;
      const brought = testedOnTheWay(live, plans.before, id, vocabulary);
      if (brought === null) return null;
      for (const step of [arrives, ...reachable(onward, arrives)])
        carried.set(step, (carried.get(step) ?? new Set()).union(brought));
    }
    const own = [...carried].map(([step, brought]) => {
      const told = leadingAttributes(next, step, vocabulary);
      return [step, [...brought.difference(told)].toSorted()] as const;
    });
    return Object.fromEntries(own.filter(([, attributes]) => attributes.length > 0));
  } catch {
    return null;
  }
}
