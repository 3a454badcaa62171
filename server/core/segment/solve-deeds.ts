import { parseDuration } from '../time/duration.ts';
import type { DeliveryCondition, EngagementCondition } from './ast.ts';

/** One condition of what a contact did that must hold, or must not. */
export interface DeedClaim {
  condition: EngagementCondition;
  wanted: boolean;
}

/** A thing done at least so often: what a contact must have done for all the conditions to hold. */
export interface Deed {
  condition: EngagementCondition;
  times: number;
}

interface Bounds {
  condition: EngagementCondition;
  least: number;
  most: number;
}

/**
 * What must have been done for all of these to hold, or null when they contradict each other: as often and less often, a
 * particular thing done and nothing of the kind. `limit` is the most that is possible at all; Infinity where nothing is known.
 */
export function solveDeeds(
  claims: readonly DeedClaim[],
  limit: (condition: EngagementCondition) => number,
): Deed[] | null {
  const kinds = new Map<string, Bounds>();
  for (const { condition, wanted } of claims) {
    const { did, atLeast, ...what } = condition;
    const key = JSON.stringify(Object.entries(what).sort(([a], [b]) => (a < b ? -1 : 1)));
    const bounds = kinds.get(key) ?? { condition, least: 0, most: limit(condition) };
    if (did === wanted) bounds.least = Math.max(bounds.least, atLeast);
    else bounds.most = Math.min(bounds.most, atLeast - 1);
    kinds.set(key, bounds);
  }
  const all = [...kinds.values()];
  for (const one of all)
    for (const other of all)
      if (one.least > other.most && (one === other || isPartOf(one.condition, other.condition))) return null;
  return all.filter(({ least }) => least > 0).map(({ condition, least }) => ({ condition, times: least }));
}

const NARROWING = ['template', 'step', 'last', 'link', 'name'] as const;

/** Whatever counts for `narrow` counts for `wide` as well. */
function isPartOf(narrow: EngagementCondition, wide: EngagementCondition): boolean {
  if (narrow.engaged !== wide.engaged) return false;
  if (NARROWING.some((field) => wide[field] !== undefined && wide[field] !== narrow[field])) return false;
  return wide.within === undefined || (narrow.within !== undefined && span(narrow.within) <= span(wide.within));
}

/** Roughly, in milliseconds; the shortest month is taken where it makes a span longer than it may be. */
function span(duration: string): number {
  const { months, days, ms } = parseDuration(duration);
  return (months * 30.4375 + days) * 86_400_000 + ms;
}

const WAYS = ['tls', 'smime', 'pgp', 'portal', 'drop', 'none'] as const;
export type Way = (typeof WAYS)[number];

/** Whether the conditions leave any way by which the message can have gone. `ways`: those possible at all; null for all. */
export function solveDelivery(
  claims: readonly { condition: DeliveryCondition; wanted: boolean }[],
  ways: (step: string | undefined) => ReadonlySet<Way> | null,
): boolean {
  const left = new Map<string | undefined, Set<Way>>();
  for (const { condition, wanted } of claims) {
    const { step, delivery } = condition;
    const possible = left.get(step) ?? new Set<Way>(ways(step) ?? WAYS);
    left.set(step, new Set([...possible].filter((way) => (way === delivery) === wanted)));
  }
  return [...left.values()].every(({ size }) => size > 0);
}
