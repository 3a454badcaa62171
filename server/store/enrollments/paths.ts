import type { Standing } from '#core/run/state.ts';
import type { Command } from '#core/steps/step.ts';
import type { Move } from '#engine/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';

/**
 * Moves as set statements want them. Of thousands in one batch most went the same way to the same rest, so what they
 * share is sent once as a path, and each contact only says which path was theirs.
 */
export interface MoveSet {
  /** One entry per move, as PostgreSQL arrays; `path` counts from 1 into `paths`. */
  lane: string;
  contactId: string;
  enrollmentId: string;
  path: string;
  size: number;
  /** One move of each path: all but the ids in it is true of every other. */
  paths: readonly Move[];
  /** How many took each path, by lane; lanes nobody took it in are absent. */
  taken: readonly ReadonlyMap<number, number>[];
}

export function moveSet(unsorted: readonly Move[]): MoveSet {
  const moves = byLane(unsorted);
  /** Places in `paths`, by times: those who set out and come to rest at the same moments mostly went the same way. */
  const known = new Map<number, number[]>();
  const paths: Move[] = [];
  const taken: Map<number, number>[] = [];
  const path = moves.map((move) => {
    const { before, after } = move;
    const times = (after.dueAt ?? 0) + 3 * after.enteredStepAt + 7 * before.enteredStepAt;
    let alike = known.get(times);
    if (!alike) known.set(times, (alike = []));
    let n = alike.find((place) => sameWay(paths[place]!, move));
    if (n === undefined) {
      alike.push((n = paths.length));
      paths.push(move);
      taken.push(new Map());
    }
    const lanes = taken[n]!;
    lanes.set(after.lane, (lanes.get(after.lane) ?? 0) + 1);
    return n + 1;
  });
  return {
    lane: arrayLiteral(moves.map(({ after }) => after.lane)),
    contactId: arrayLiteral(moves.map(({ after }) => after.contactId)),
    enrollmentId: arrayLiteral(moves.map(({ after }) => after.enrollmentId)),
    path: arrayLiteral(path),
    size: moves.length,
    paths,
    taken,
  };
}

/** Whether all that is written of both is the same but for the ids and the lane. */
function sameWay(a: Move, b: Move): boolean {
  return (
    a.before.step === b.before.step &&
    a.version === b.version &&
    a.problem === b.problem &&
    sameStanding(a.after, b.after) &&
    sameItems(a.visits, b.visits, sameFields) &&
    sameMemberships(a.commands, b.commands)
  );
}

function sameStanding(a: Standing, b: Standing): boolean {
  return (
    a.journeyId === b.journeyId &&
    a.step === b.step &&
    a.visit === b.visit &&
    a.state === b.state &&
    a.dueAt === b.dueAt &&
    a.enteredStepAt === b.enteredStepAt &&
    a.exitReason === b.exitReason &&
    sameItems(a.waitingFor, b.waitingFor, Object.is) &&
    sameFields(a.visits, b.visits)
  );
}

/** Commands that are written contact by contact may differ. */
function sameMemberships(a: readonly Command[], b: readonly Command[]): boolean {
  for (let i = 0, k = 0; ; i++, k++) {
    while (i < a.length && !isMembership(a[i]!)) i++;
    while (k < b.length && !isMembership(b[k]!)) k++;
    if (i >= a.length || k >= b.length) return i >= a.length && k >= b.length;
    if (!sameFields(a[i]!, b[k]!)) return false;
  }
}

function isMembership({ kind }: Command): boolean {
  return kind === 'add-to-segment' || kind === 'remove-from-segment';
}

function sameItems<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i]!, b[i]!)) return false;
  return true;
}

function sameFields<T extends object>(a: T, b: T): boolean {
  let left = 0;
  for (const key in a) {
    if (a[key] !== b[key]) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}

/**
 * Lane by lane, each in the order claimed, which is about the order of the contacts' ids: what lies side by side in
 * an index is then written one after the other.
 */
function byLane(moves: readonly Move[]): Move[] {
  const lanes: Move[][] = [];
  for (const move of moves) (lanes[move.after.lane] ??= []).push(move);
  return lanes.flat();
}
