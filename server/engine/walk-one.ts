import { Failure } from '#core/failure.ts';
import { TRIGGER } from '#core/graph/model.ts';
import type { PreparedGraph } from '#core/graph/prepare.ts';
import { reveal } from '#core/phi.ts';
import { type Advance, advance } from '#core/run/advance.ts';
import type { Fate } from '#core/run/fate.ts';
import { leave, refuseEntry as refused } from '#core/run/leave.ts';
import type { ExitReason, Standing, Wake } from '#core/run/state.ts';
import { FILTER } from '#core/run/wake-keys.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { isZone } from '#core/time/zone.ts';
import type { Claimed, Move } from './world.ts';

export interface Walking {
  prepared: PreparedGraph;
  facts: ContactFacts;
  vocabulary: Vocabulary;
  now: number;
  /** What versions published since it last walked have made of where it stands. */
  fate: Fate;
}

/**
 * Walks one claimed enrollment to its next rest. It hears all that woke it, in order, until one moves it on; what merely
 * asks for a look comes last, since a look may find the time-out over and the answer unheard.
 * @throws what `advance` throws.
 */
export function walkOne({ standing: found, wakes }: Claimed, walking: Walking): Advance {
  const { prepared, facts, vocabulary, now, fate } = walking;
  const contactZone = zoneOf(facts);
  let standing = found;
  const heard: readonly Wake[] = standing.step === TRIGGER ? START : wakes.length > 0 ? answersFirst(wakes) : DUE;
  let result: Advance | null = null;
  for (const wake of changedSince(fate, heard) ? [RECONSIDER, ...heard] : heard) {
    // Field by field: millions of these are made, and a spread costs more than the walk's first step.
    result = advance({ prepared, facts, vocabulary, now, fate, standing, wake, contactZone });
    if (result.visits.length > 0 || result.counts.length > 0) break;
    // What it waits for by the settings of now is what the next wake is judged by.
    if (wake === RECONSIDER) standing = result.standing;
  }
  return result ?? leave(standing, 'poison', now);
}

function answersFirst(wakes: readonly Wake[]): readonly Wake[] {
  const looks = wakes.filter((wake) => wake.kind === 'event' && wake.key === FILTER);
  return looks.length === 0 ? wakes : [...wakes.filter((wake) => !looks.includes(wake)), ...looks];
}

/** It was woken by something it waited for by settings that are no more: whether that still counts, the new ones say. */
function changedSince(fate: Fate, heard: readonly Wake[]): boolean {
  return fate.kind === 'stays' && fate.changed && heard.some(({ kind }) => kind === 'event');
}

const RECONSIDER: Wake = { kind: 'reconsider' };
const START: readonly Wake[] = [{ kind: 'start' }];
const DUE: readonly Wake[] = [{ kind: 'due' }];

function zoneOf(facts: ContactFacts): string | null {
  const sealed = facts.attributes['timezone'];
  const zone = sealed === undefined ? null : reveal(sealed);
  return typeof zone === 'string' && isZone(zone) ? zone : null;
}

/** An enrollment the walk itself takes out, with a code (never a value) of what was wrong with it. */
export function takeOut(
  { standing, version }: Claimed,
  reason: ExitReason,
  problem: string | null,
  now: number,
  priority: number,
): Move {
  return moveOf(standing, leave(standing, reason, now), { version, priority, problem });
}

export function moveOf(
  before: Standing,
  walked: Advance,
  { version, priority, problem }: Pick<Move, 'version' | 'priority' | 'problem'>,
): Move {
  const { standing: after, visits, commands, counts } = walked;
  return { before, after, version, priority, visits, commands, counts, problem };
}

/** The go-to of this move was refused: it ends at the same step for another reason, and enters nothing. */
export function refuseEntry(move: Move, reason: ExitReason, now: number): Move {
  const { after: standing, visits, commands, counts } = move;
  const walked = { standing, visits: [...visits], commands: [...commands], counts: [...counts] };
  return moveOf(move.before, refused(walked, reason, now), move);
}

/** What may be written down of an error: the code of a Failure or of the driver, else the kind of error. */
export function problemOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
