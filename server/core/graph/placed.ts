import { fateOf, versionFor } from '../run/fate.ts';
import { TRIGGER } from './model.ts';
import type { VersionPlan } from './version-plan.ts';

/** How many stand at a step, having walked last by `version` (null: not begun). */
export interface StandingGroup {
  version: number | null;
  step: string;
  people: number;
}

export interface Placed {
  /** Who follows the newest version, by the step they stand at once what is published already has reached them. */
  follow: Record<string, number>;
  /** Who stays on an older one: where they stand there. */
  pinned: { version: number; step: string; people: number }[];
}

/**
 * Where people stand by the versions they follow, whether the walk has come to them since those were published or not. Who
 * leaves or completes by them stands nowhere any more.
 */
export function placed(
  groups: readonly StandingGroup[],
  { live, pins, plans }: { live: number; pins: readonly number[]; plans: ReadonlyMap<number, VersionPlan> },
): Placed {
  const follow: Record<string, number> = {};
  const pinned = new Map<string, Placed['pinned'][number]>();
  for (const { version, step, people } of groups) {
    const by = versionFor(version, live, pins);
    const at = version === null ? TRIGGER : landing(step, version, by, plans);
    if (at === null) continue;
    if (by === live) follow[at] = (follow[at] ?? 0) + people;
    else {
      const key = `${by}:${at}`;
      pinned.set(key, { version: by, step: at, people: (pinned.get(key)?.people ?? 0) + people });
    }
  }
  return { follow, pinned: [...pinned.values()].toSorted((a, b) => a.version - b.version || b.people - a.people) };
}

function landing(step: string, from: number, to: number, plans: ReadonlyMap<number, VersionPlan>): string | null {
  const since: VersionPlan[] = [];
  for (let version = from + 1; version <= to; version++) {
    const plan = plans.get(version);
    if (plan) since.push(plan);
  }
  const fate = fateOf(step, since);
  if (fate.kind === 'stays') return step;
  return fate.kind === 'goes' ? fate.to : null;
}
