import type { Graph } from '../graph/model.ts';
import type { VersionPlan } from '../graph/version-plan.ts';
import type { ExitReason, Standing } from '../run/state.ts';
import type { Definitions } from './definitions.ts';
import type { ContactRecord } from './record.ts';

/** An enrollment as it stands, with every step it left. Times are epoch milliseconds. */
export interface EnrollmentRecord {
  id: string;
  journeyId: string;
  lane: number;
  entryKey: string;
  /** It was walked by last; null: not begun. */
  version: number | null;
  enteredAt: number;
  step: string;
  visit: number;
  state: Standing['state'];
  dueAt: number | null;
  waitingFor: readonly string[];
  enteredStepAt: number;
  exitReason: ExitReason | null;
  exitedAt: number | null;
  problem: string | null;
  visits: readonly LeftStep[];
}

export interface LeftStep {
  step: string;
  visit: number;
  enteredAt: number;
  leftAt: number;
  outlet: string;
}

export interface JourneyRecord {
  id: string;
  name: string;
  state: 'draft' | 'live' | 'paused' | 'ended';
  pausedReason: string | null;
  /** Versions that let nobody of those before them follow, and the same before each change, the first change first. */
  pins: readonly number[];
  formerPins: readonly { pins: readonly number[]; until: number }[];
  /** Those that can be read, oldest first. */
  versions: readonly VersionRecord[];
}

export interface VersionRecord {
  version: number;
  publishedAt: number;
  graph: Graph;
  plan: Pick<VersionPlan, 'decisions' | 'touched' | 'pin'>;
}

/** Everything an explanation is worked out from. */
export interface Dossier {
  contact: ContactRecord;
  definitions: Definitions;
  journey: JourneyRecord;
  enrollment: EnrollmentRecord;
}

/**
 * When an enrollment was walked, in order. A walk leaves the step that an earlier one came to, so each tells of the one
 * before it; the times themselves need not rise, since the clock may have been set back.
 */
export function walksOf(enrollment: EnrollmentRecord): readonly number[] {
  let found = walks.get(enrollment);
  if (!found) walks.set(enrollment, (found = orderOf(enrollment)));
  return found;
}

const walks = new WeakMap<EnrollmentRecord, readonly number[]>();

function orderOf({ visits, enteredStepAt, exitReason, exitedAt }: EnrollmentRecord): number[] {
  const next = new Map(visits.filter((one) => one.enteredAt !== one.leftAt).map((one) => [one.enteredAt, one.leftAt]));
  const reached = new Set(next.values());
  const times = new Set([
    ...visits.flatMap((one) => [one.enteredAt, one.leftAt]),
    ...(exitReason === null ? [enteredStepAt] : []),
  ]);
  if (exitedAt !== null) times.add(exitedAt);
  const order = new Set<number>();
  for (let at = [...times].find((time) => !reached.has(time)); at !== undefined; at = next.get(at)) {
    if (order.has(at)) break;
    order.add(at);
  }
  return order.size === times.size ? [...order] : [...times].sort((a, b) => a - b);
}
