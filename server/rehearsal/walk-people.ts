import type { PreparedGraph } from '#core/graph/prepare.ts';
import { Failure } from '#core/failure.ts';
import { type Assumptions, ownEvents, reactions } from '#core/run/assume.ts';
import { leave } from '#core/run/leave.ts';
import { type RehearseInput, type Turn, rehearse } from '#core/run/rehearse.ts';
import { type Tally, countEmail, countEntry, countWalk } from '#core/run/tally.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import type { Mailbox, Planned, Planner } from '../delivery/plan.ts';

/** What is the same for everyone of a dry run. */
export interface Rehearsed {
  journeyId: string;
  prepared: PreparedGraph;
  vocabulary: Vocabulary;
  start: number;
  assumed: Assumptions;
  planner: Planner;
  open: ReadonlySet<string>;
  /** Told of every look at an enrollment and every email: for proofs, which want the whole trace. */
  watch?: ((contactId: string, seen: Turn | { planned: Planned; id: string }) => void) | undefined;
}

/** A rule, or an attribute, that is not what the drawing takes it for: the engine pauses the journey over it. */
const JOURNEYS_FAULT = new Set(['SEGMENT_INVALID', 'ATTRIBUTE_INVALID']);

/** Walks one contact to the end in memory, and adds what came of it. @throws Failure where the engine would pause the journey. */
export function walkOne(
  world: Rehearsed,
  facts: ContactFacts,
  mailbox: Mailbox,
  sum: Tally,
  events: RehearseInput['events'] = ownEvents(world.assumed, facts.contactId, world.start, world.prepared.zone),
): void {
  const { prepared, vocabulary, start, planner, watch } = world;
  countEntry(sum);
  let last: Turn | null = null;
  const turns = rehearse({
    prepared,
    facts,
    vocabulary,
    start,
    events,
    journeyId: world.journeyId,
    open: world.open,
    deliver: (sending) => {
      const planned = planner.plan(sending, mailbox);
      const { step } = sending.command;
      const { state, method } = planned.result;
      const reason = planned.decision?.reason ?? planned.refusal?.reason ?? '';
      // A field's name may be told, but belongs to the drawing, not to how many.
      countEmail(sum, { step, method, state, reason });
      if (planned.measured === null && planned.decision !== null && planned.decision.action !== 'none') sum.assumed++;
      watch?.(facts.contactId, { planned, id: sending.id });
      if (state !== 'sent') return planned.result;
      const links = planned.letter?.version.links.map(({ label }) => label) ?? [];
      return {
        ...planned.result,
        follows: reactions(world.assumed, sending, { method, phi: planned.phi, links }),
      };
    },
  });
  try {
    for (const turn of turns) {
      countWalk(sum, turn.walked);
      watch?.(facts.contactId, turn);
      last = turn;
    }
  } catch (error) {
    // A rule nobody can understand is the journey's fault; anything else sets this one contact aside, as in earnest.
    if (error instanceof Failure && JOURNEYS_FAULT.has(error.code)) throw error;
    if (last) countWalk(sum, leave(last.walked.standing, 'poison', last.now));
    else countWalk(sum, { counts: [{ step: 'trigger', measure: 'exited:poison' }] });
    return;
  }
  if (!last || last.walked.standing.exitReason === null) return;
  const took = last.now - start;
  sum.time.sum += took;
  sum.time.longest = Math.max(sum.time.longest, took);
}
