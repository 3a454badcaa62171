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
  const known = new Map<string, number>();
  const paths: Move[] = [];
  const taken: Map<number, number>[] = [];
  const path = moves.map((move) => {
    const key = keyOf(move);
    let n = known.get(key);
    if (n === undefined) {
      known.set(key, (n = paths.push(move)));
      taken.push(new Map());
    }
    const lanes = taken[n - 1]!;
    lanes.set(move.after.lane, (lanes.get(move.after.lane) ?? 0) + 1);
    return n;
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

function keyOf({ before, after, visits, commands, problem }: Move): string {
  let key = `${after.journeyId} ${before.step} ${after.step} ${after.visit} ${after.state} ${after.dueAt} ${after.enteredStepAt} ${after.exitReason} ${problem}`;
  for (const step in after.visits) key += ` ${step}=${after.visits[step]}`;
  for (const waiting of after.waitingFor) key += ` ?${waiting.length}:${waiting}`;
  for (const { step, visit, outlet, enteredAt, leftAt } of visits)
    key += ` ${step}.${visit}>${outlet}@${enteredAt}-${leftAt}`;
  for (const command of commands) {
    if (command.kind === 'add-to-segment') key += ` +${command.segment.length}:${command.segment}`;
    if (command.kind === 'remove-from-segment') key += ` -${command.segment.length}:${command.segment}`;
  }
  return key;
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
