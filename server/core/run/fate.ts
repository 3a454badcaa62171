import type { VersionPlan } from '../graph/version-plan.ts';

/** What newer versions have made of standing at a step. */
export type Fate =
  /** Still there. `changed`: its settings or its kind are not what they were. */
  | { kind: 'stays'; changed: boolean }
  /** Put at another step, or past the last one (`to` null: the journey is complete). */
  | { kind: 'goes'; to: string | null; by: 'move' | 'skip'; again: boolean }
  | { kind: 'leaves' };

/**
 * The plans of all versions since the one under which someone came to `step`, oldest first, taken together: who was moved from
 * A to B by one and from B to C by the next goes from A to C and is never at B. Moved away and back again is having
 * stayed; beginning a step anew is a move to where one stands.
 */
export function fateOf(step: string, plans: readonly Pick<VersionPlan, 'decisions' | 'touched'>[]): Fate {
  let at = step;
  let changed = false;
  let anew = false;
  let last: { by: 'move' | 'skip'; again: boolean } = { by: 'skip', again: false };
  for (const { decisions, touched } of plans) {
    const decision = Object.hasOwn(decisions, at) ? decisions[at]! : null;
    changed ||= touched.includes(at);
    if (!decision) continue;
    if (decision.kind === 'exit') return { kind: 'leaves' };
    if (decision.kind === 'begin') {
      anew = true;
      last = { by: 'move', again: true };
      continue;
    }
    last = decision.kind === 'move' ? { by: 'move', again: decision.again } : { by: 'skip', again: false };
    if (decision.to === null) return { kind: 'goes', to: null, ...last };
    at = decision.to;
  }
  return at === step && !anew ? { kind: 'stays', changed } : { kind: 'goes', to: at, ...last };
}

/**
 * The version someone walks by who last walked by `from` (null: has not begun): the newest, unless one between asked
 * that those in flight stay (`barriers`: the versions that did and were not released since).
 */
export function versionFor(from: number | null, live: number, barriers: readonly number[]): number {
  if (from === null) return live;
  const stop = Math.min(...barriers.filter((one) => one > from));
  return Math.min(live, stop - 1);
}
