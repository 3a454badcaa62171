import { Failure } from '../failure.ts';
import { ENTERED, TRIGGER } from '../graph/model.ts';
import type { PreparedGraph, PreparedStep } from '../graph/prepare.ts';
import { reveal } from '../phi.ts';
import { matches, type MatchOptions } from '../segment/evaluate.ts';
import type { ContactFacts, Vocabulary } from '../segment/fields.ts';
import type { Command, Outcome, StepContext } from '../steps/step.ts';
import { lastSendOf } from './last-send.ts';
import { end } from './leave.ts';
import type { ExitReason, Standing, Wake } from './state.ts';

export interface AdvanceInput {
  prepared: PreparedGraph;
  standing: Standing;
  wake: Wake;
  facts: ContactFacts;
  vocabulary: Vocabulary;
  /** Epoch milliseconds, from the database clock. */
  now: number;
  contactZone: string | null;
}

/** One step left: a row of the timeline. Times are epoch milliseconds. */
export interface VisitRecord {
  step: string;
  visit: number;
  enteredAt: number;
  leftAt: number;
  /** The outlet taken, `jump` for a go-to, or `exit:REASON`. */
  outlet: string;
}

/**
 * Adds one to a counter. Per step, entered = here + passed + exited always; over a journey, who entered the trigger is at
 * a step or has exited from one. A go-to that jumped has passed `jump`.
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
 * Walks one contact through all immediate steps until it rests or is done. Pure: the same input gives the same answer, and
 * nothing given is changed. An enrollment that is over stays as it is; one at a step the graph no longer has exits with
 * `step_removed`. Throws (Failure SEGMENT_INVALID and others) when a step cannot decide: the caller sets that contact aside.
 */
export function advance(input: AdvanceInput): Advance {
  const { standing, prepared } = input;
  const result: Advance = { standing: { ...standing }, visits: [], commands: [], counts: [] };
  if (standing.exitReason !== null || standing.state === 'failed') return result;
  const walk = begin(input, result);
  if (standing.step === TRIGGER) start(walk);
  else {
    const current = prepared.steps.get(standing.step);
    if (!current) end(result, 'step_removed', input.now);
    else if (!concerns(input)) return result;
    else if (exits(walk)) end(result, 'exit_criteria', input.now);
    else follow(walk, current, resume(walk, current));
  }
  return result;
}

interface Walk {
  input: AdvanceInput;
  result: Advance;
  context: Mutable<StepContext>;
  options: MatchOptions;
  /** Step whose email this very walk queued last. */
  queued: string | null;
  /** Exit criteria were found unmet, and nothing has happened since that could change them. */
  stays: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function begin(input: AdvanceInput, result: Advance): Walk {
  const { prepared, vocabulary, now, contactZone } = input;
  const options: MatchOptions = {
    vocabulary,
    now,
    zone: prepared.zone,
    journey: input.standing.journeyId,
    get lastSend() {
      return lastSendOf(walk.queued, walk.context.facts, input.standing);
    },
  };
  const context: StepContext = {
    now,
    zone: prepared.zone,
    contactZone,
    standing: result.standing,
    node: NOWHERE,
    graph: prepared.graph,
    facts: input.facts,
    vocabulary,
    get lastSend() {
      return options.lastSend ?? null;
    },
    matches: (filter) => matches(filter, walk.context.facts, options),
    attribute: (key) => {
      const sealed = walk.context.facts.attributes[key];
      return sealed === undefined ? null : reveal(sealed);
    },
  };
  const walk: Walk = { input, result, context, options, queued: null, stays: input.prepared.exit.length === 0 };
  return walk;
}

function start(walk: Walk): void {
  const { input, result } = walk;
  const { first, steps } = input.prepared;
  if (exits(walk)) return end(result, 'exit_criteria', input.now);
  if (first === null) return end(result, 'completed', input.now);
  result.counts.push({ step: TRIGGER, measure: `passed:${ENTERED}` });
  const next = steps.get(first)!;
  arrive(walk, next);
  follow(walk, next, enter(walk, next));
}

/** An event nobody here waits for is none of this enrollment's business, unless its time has come as well. */
function concerns({ standing, wake, now }: AdvanceInput): boolean {
  if (wake.kind !== 'event' || standing.waitingFor.includes(wake.key)) return true;
  return standing.dueAt !== null && standing.dueAt <= now;
}

function resume(walk: Walk, { type, config, node }: PreparedStep): Outcome {
  const { context, input } = walk;
  context.node = node;
  if (type.resume) {
    const { standing, wake } = input;
    const heard = wake.kind !== 'event' || standing.waitingFor.includes(wake.key);
    return type.resume(config, heard ? wake : { kind: 'due' }, context);
  }
  const again = type.enter(config, context);
  return again.kind === 'park' && input.wake.kind === 'due' ? { kind: 'go', outlet: again.onTimeout } : again;
}

function enter(walk: Walk, { type, config, node }: PreparedStep): Outcome {
  walk.context.node = node;
  return exits(walk) ? { kind: 'end', reason: 'exit_criteria' } : type.enter(config, walk.context);
}

/** Does what outcomes say, step after step, until one parks or ends. */
function follow(walk: Walk, from: PreparedStep, first: Outcome): void {
  const { result, input } = walk;
  let current = from;
  let outcome = first;
  for (let taken = 0; taken < MOST_STEPS;) {
    if (outcome.kind === 'perform') {
      perform(walk, outcome.command);
      outcome = outcome.next;
      continue;
    }
    if (outcome.kind === 'end') return end(result, outcome.reason, input.now);
    if (outcome.kind === 'park') return park(result.standing, outcome);
    const next = outcome.kind === 'go' ? alongEdge(walk, current, outcome.outlet) : byJump(walk, outcome);
    if (!next) return;
    arrive(walk, next);
    current = next;
    outcome = enter(walk, next);
    taken++;
  }
  throw new Failure('JOURNEY_HAS_ERRORS', { step: current.node.id, problem: 'endless' });
}

/** Leaves by an outlet; null when that ended the walk, because it leads nowhere or round in a circle. */
function alongEdge(walk: Walk, current: PreparedStep, outlet: string): PreparedStep | null {
  const { result, input } = walk;
  const next = input.prepared.steps.get(current.next.get(outlet) ?? '');
  if (!next) end(result, 'completed', input.now);
  else if (visited(result, next) > visitedBy(result, JUMPS)) end(result, 'loop_prevented', input.now);
  else {
    pass(walk, outlet);
    return next;
  }
  return null;
}

function byJump(walk: Walk, { to, repeats }: Extract<Outcome, { kind: 'jump' }>): PreparedStep | null {
  const { result, input } = walk;
  const next = input.prepared.steps.get(to);
  if (!next) end(result, 'step_removed', input.now);
  else if (visited(result, next) > repeats) end(result, 'loop_prevented', input.now);
  else {
    pass(walk, 'jump');
    result.standing.visits = { ...result.standing.visits, [JUMPS]: visitedBy(result, JUMPS) + 1 };
    return next;
  }
  return null;
}

/**
 * Jumps taken are counted among the visits under the trigger's id: an edge may enter a step once, and once more for each jump, so
 * that a circle drawn with edges ends as surely as one drawn with a go-to.
 */
const JUMPS = TRIGGER;

function visited(result: Advance, { node }: PreparedStep): number {
  return visitedBy(result, node.id);
}

function visitedBy({ standing }: Advance, step: string): number {
  return Object.hasOwn(standing.visits, step) ? standing.visits[step]! : 0;
}

function pass({ result, input }: Walk, outlet: string): void {
  const { step, visit, enteredStepAt } = result.standing;
  result.visits.push({ step, visit, enteredAt: enteredStepAt, leftAt: input.now, outlet });
  result.counts.push({ step, measure: `passed:${outlet}` });
}

function arrive({ result, input }: Walk, next: PreparedStep): void {
  const { standing } = result;
  const visit = visited(result, next) + 1;
  standing.visits = { ...standing.visits, [next.node.id]: visit };
  standing.step = next.node.id;
  standing.visit = visit;
  standing.enteredStepAt = input.now;
  standing.state = 'active';
  standing.dueAt = null;
  standing.waitingFor = [];
  result.counts.push({ step: next.node.id, measure: 'entered' });
}

function park(standing: Standing, { until, events }: Extract<Outcome, { kind: 'park' }>): void {
  standing.state = 'waiting';
  standing.dueAt = until;
  standing.waitingFor = events;
}

/** Hands the command on, and lets the steps after it see what it will have done. */
function perform(walk: Walk, command: Command): void {
  walk.result.commands.push(command);
  walk.stays = walk.input.prepared.exit.length === 0;
  if (command.kind === 'send') walk.queued = command.step;
  if (command.kind === 'add-to-segment') {
    const { facts } = walk.context;
    walk.context.facts = { ...facts, segments: new Set([...facts.segments, command.segment]) };
  }
}

function exits(walk: Walk): boolean {
  if (walk.stays) return false;
  let met = false;
  for (const filter of walk.input.prepared.exit) met = walk.context.matches(filter) || met;
  walk.stays = !met;
  return met;
}

const NOWHERE = { id: '', type: '', name: '', config: {} };
