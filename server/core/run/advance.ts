import { Failure } from '../failure.ts';
import { ENTERED, TRIGGER } from '../graph/model.ts';
import type { PreparedGraph, PreparedStep } from '../graph/prepare.ts';
import type { Filter } from '../segment/ast.ts';
import type { LastSend } from '../segment/engagement.ts';
import type { ContactFacts, Vocabulary } from '../segment/fields.ts';
import type { Command, Outcome } from '../steps/step.ts';
import { end } from './leave.ts';
import type { Fate } from './fate.ts';
import type { ExitReason, Standing, Wake } from './state.ts';
import { FILTER } from './wake-keys.ts';
import { Walk } from './walk.ts';

export interface AdvanceInput {
  prepared: PreparedGraph;
  standing: Standing;
  wake: Wake;
  facts: ContactFacts;
  vocabulary: Vocabulary;
  /** Epoch milliseconds, from the database clock. */
  now: number;
  contactZone: string | null;
  /** What versions published since it last walked have made of where it stands; absent: nothing. */
  fate?: Fate | undefined;
  /** Told of every condition asked, for an explanation afterwards. Absent while contacts are walked for real. */
  trace?: ((asked: Asked) => void) | undefined;
}

/** A condition a walk asked, where, and what it was answered from. */
export interface Asked {
  step: string;
  visit: number;
  filter: Filter;
  met: boolean;
  /** With what this walk did before it asked. */
  facts: ContactFacts;
  lastSend: LastSend | null;
}

/** One step left: a row of the timeline. Times are epoch milliseconds. */
export interface VisitRecord {
  step: string;
  visit: number;
  enteredAt: number;
  leftAt: number;
  /** The outlet taken, `jump` for a go-to, MOVED or SKIPPED by a newer version, or `exit:REASON`. */
  outlet: string;
}

/** Passed because a newer version moved people on from a step it does not have. No outlet can be called so. */
export const MOVED = 'moved_by_version';
/** Passed because a newer version sent people on past a step it does not have. */
export const SKIPPED = 'skipped_by_version';

/**
 * Adds one to a counter. Per step, entered = here + passed + exited always; over a journey, who entered the trigger is at
 * a step or has exited from one. A go-to that jumped has passed `jump`; a step that a newer version took people from has
 * passed MOVED or SKIPPED.
 */
export interface CountDelta {
  step: string;
  measure: 'entered' | `passed:${string}` | `exited:${ExitReason}`;
}

/** What a walk comes to. Nothing is done yet: the engine writes all of it in one transaction. */
export interface Advance {
  standing: Standing;
  visits: VisitRecord[];
  commands: Command[];
  counts: CountDelta[];
}

/** Immediate steps one walk may take; a journey that needs more is broken, not long. */
const MOST_STEPS = 10_000;

/**
 * Walks one contact through all immediate steps until it rests or is done. Pure: the same input gives the same answer,
 * and nothing given is changed. An enrollment that is over stays as it is; one at a step the graph no longer has goes where
 * `fate` says, and without one exits with `step_removed`. Throws (Failure SEGMENT_INVALID and others) when a step cannot decide: the caller sets that
 * contact aside.
 */
export function advance(input: AdvanceInput): Advance {
  const result: Advance = { standing: copyOf(input.standing), visits: [], commands: [], counts: [] };
  const { standing } = result;
  if (standing.exitReason !== null || standing.state === 'failed') return result;
  const walk = new Walk(input, result);
  if (standing.step === TRIGGER) start(walk);
  else if (input.fate?.kind === 'leaves') end(result, 'step_removed', walk.now);
  else if (input.fate?.kind === 'goes') transfer(walk, input.fate);
  else {
    const current = walk.prepared.steps.get(standing.step);
    if (!current) end(result, 'step_removed', walk.now);
    else if (!concerns(input)) return result;
    else if (walk.exits()) end(result, 'exit_criteria', walk.now);
    else follow(walk, current, resume(walk, current, input.wake));
  }
  return result;
}

/** Field by field: a spread of it is what the walk would spend most of its time on. */
function copyOf(standing: Standing): Standing {
  return {
    enrollmentId: standing.enrollmentId,
    contactId: standing.contactId,
    lane: standing.lane,
    journeyId: standing.journeyId,
    entryKey: standing.entryKey,
    step: standing.step,
    visits: standing.visits,
    visit: standing.visit,
    state: standing.state,
    dueAt: standing.dueAt,
    waitingFor: standing.waitingFor,
    enteredStepAt: standing.enteredStepAt,
    enteredAt: standing.enteredAt,
    exitReason: standing.exitReason,
  };
}

function start(walk: Walk): void {
  const { prepared, result, now } = walk;
  if (walk.exits()) return end(result, 'exit_criteria', now);
  if (prepared.first === null) return end(result, 'completed', now);
  result.counts.push({ step: TRIGGER, measure: `passed:${ENTERED}` });
  const next = prepared.steps.get(prepared.first)!;
  arrive(walk, next);
  follow(walk, next, enter(walk, next));
}

/** An event nobody here waits for is none of this enrollment's business, unless its time has come as well. */
function concerns({ standing, wake, now }: AdvanceInput): boolean {
  if (wake.kind !== 'event' || standing.waitingFor.includes(wake.key)) return true;
  return standing.dueAt !== null && standing.dueAt <= now;
}

function resume(walk: Walk, { type, config, node }: PreparedStep, wake: Wake): Outcome {
  walk.node = node;
  if (type.resume) {
    // A change of any kind (FILTER) is no answer: the step looks again, as it does when the clock calls it.
    const heard = wake.kind !== 'event' || (wake.key !== FILTER && walk.standing.waitingFor.includes(wake.key));
    return type.resume(config, heard ? wake : { kind: 'due' }, walk);
  }
  const again = type.enter(config, walk);
  return again.kind === 'park' && wake.kind === 'due' ? { kind: 'go', outlet: again.onTimeout } : again;
}

function enter(walk: Walk, { type, config, node }: PreparedStep): Outcome {
  walk.node = node;
  return walk.exits() ? { kind: 'end', reason: 'exit_criteria' } : type.enter(config, walk);
}

/** Does what outcomes say, step after step, until one parks or ends. */
function follow(walk: Walk, from: PreparedStep, first: Outcome): void {
  const { result, now } = walk;
  let current = from;
  let outcome = first;
  for (let taken = 0; taken < MOST_STEPS;) {
    if (outcome.kind === 'perform') {
      walk.perform(outcome.command);
      outcome = outcome.next;
      continue;
    }
    if (outcome.kind === 'end') return end(result, outcome.reason, now);
    if (outcome.kind === 'park') return park(walk, outcome);
    const next = outcome.kind === 'go' ? alongEdge(walk, current, outcome) : byJump(walk, outcome);
    if (!next) return;
    arrive(walk, next);
    current = next;
    outcome = enter(walk, next);
    taken++;
  }
  throw new Failure('JOURNEY_HAS_ERRORS', { step: current.node.id, problem: 'endless' });
}

/**
 * Jumps taken are counted among the visits under the trigger's id: an edge may enter a step once, and once more for each
 * jump, so that a circle drawn with edges ends as surely as one drawn with a go-to.
 */
const JUMPS = TRIGGER;

/** Leaves by an outlet; null when that ended the walk, because it leads nowhere or round in a circle. */
function alongEdge(
  walk: Walk,
  current: PreparedStep,
  { outlet, keep, heard }: Extract<Outcome, { kind: 'go' }>,
): PreparedStep | null {
  if (keep) walk.take(outlet);
  if (heard) walk.hear(heard.key, heard.upTo);
  const to = current.next.get(outlet);
  const next = to === undefined ? undefined : walk.prepared.steps.get(to);
  if (!next) end(walk.result, 'completed', walk.now);
  else if (walk.visitsOf(next.node.id) > walk.visitsOf(JUMPS)) end(walk.result, 'loop_prevented', walk.now);
  else {
    pass(walk, outlet);
    return next;
  }
  return null;
}

function byJump(walk: Walk, { to, repeats }: Extract<Outcome, { kind: 'jump' }>): PreparedStep | null {
  const next = walk.prepared.steps.get(to);
  if (!next) end(walk.result, 'step_removed', walk.now);
  else if (walk.visitsOf(to) > repeats) end(walk.result, 'loop_prevented', walk.now);
  else {
    pass(walk, 'jump');
    walk.visit(JUMPS);
    return next;
  }
  return null;
}

/**
 * Takes a contact to where a newer version puts it, and on from there. Sent on past a step, it goes as along an edge;
 * moved, as by a go-to: a step it has been at before is refused unless the version lets people through it again.
 */
function transfer(walk: Walk, { to, by, again }: Extract<Fate, { kind: 'goes' }>): void {
  const { result, now } = walk;
  const next = to === null ? undefined : walk.prepared.steps.get(to);
  if (walk.exits()) return end(result, 'exit_criteria', now);
  if (to === null) return end(result, 'completed', now);
  if (!next) return end(result, 'step_removed', now);
  const before = walk.visitsOf(to);
  const round = by === 'move' ? before > 0 && !again : before > walk.visitsOf(JUMPS);
  if (round) return end(result, 'loop_prevented', now);
  pass(walk, by === 'move' ? MOVED : SKIPPED);
  if (by === 'move') walk.visit(JUMPS);
  arrive(walk, next);
  follow(walk, next, enter(walk, next));
}

function pass({ result, now }: Walk, outlet: string): void {
  const { step, visit, enteredStepAt } = result.standing;
  result.visits.push({ step, visit, enteredAt: enteredStepAt, leftAt: now, outlet });
  result.counts.push({ step, measure: `passed:${outlet}` });
}

function arrive(walk: Walk, { node }: PreparedStep): void {
  const { standing, result } = walk;
  standing.visit = walk.visit(node.id);
  standing.step = node.id;
  standing.enteredStepAt = walk.now;
  standing.state = 'active';
  standing.dueAt = null;
  standing.waitingFor = NOTHING;
  result.counts.push({ step: node.id, measure: 'entered' });
}

const NOTHING: readonly string[] = [];

/**
 * Rests. Where the journey has exit criteria the contact also listens for whatever may change a condition, so that one
 * who comes to meet a criterion leaves at the change and not when the wait is over. What becomes true with nothing
 * happening (a date comes near) is found before the next step, like every criterion.
 */
function park({ standing, prepared }: Walk, { until, events }: Extract<Outcome, { kind: 'park' }>): void {
  standing.state = 'waiting';
  standing.dueAt = until;
  standing.waitingFor = prepared.exit.length === 0 || events.includes(FILTER) ? events : [...events, FILTER];
}
