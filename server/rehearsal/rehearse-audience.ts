import type { Graph } from '#core/graph/model.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import type { VersionPlan } from '#core/graph/version-plan.ts';
import type { Assumptions } from '#core/run/assume.ts';
import { type Tally, settle } from '#core/run/tally.ts';
import type { Filter } from '#core/segment/ast.ts';
import type { Services } from '#api/services.ts';
import { scanAudience } from '#store/audience/scan.ts';
import { entrantsOf } from '#store/enrollments/entrants.ts';
import { type ContactRef, loadFacts } from '#store/facts/load.ts';
import { openJourneys } from '#store/journeys/open.ts';
import { startAudience } from '#store/starts/audience.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { openPlanner } from '../delivery/plan.ts';
import { type Rehearsed, walkOne } from './walk-people.ts';

/** Contacts whose facts are held at a time; their walks are in memory and touch nothing. */
export const REHEARSED_AT_ONCE = 2000;

export interface AudienceToRehearse {
  journeyId: string;
  graph: Graph;
  plan: VersionPlan;
  audience: Filter;
  assumptions: Assumptions;
  /** Leave out who could not enter now. */
  onlyNew: boolean;
  /** Where the virtual clock begins, epoch milliseconds. */
  startAt: number;
  /** Go on after this contact. */
  after: ContactRef | null;
}

/** One round: who was looked at, and how many of them share an address without anyone having said that this is meant. */
export interface Round {
  cursor: ContactRef;
  examined: number;
  matched: number;
  shared: number;
}

/**
 * Walks everyone of an audience through a drawing on a virtual clock, round by round, adding to `sum`. It writes nothing:
 * whoever asks keeps what they need after each round.
 * @throws Failure SEGMENT_INVALID
 */
export async function* rehearseAudience(
  services: Services,
  run: AudienceToRehearse,
  sum: Tally,
  batch = REHEARSED_AT_ONCE,
): AsyncGenerator<Round> {
  const { db, seal } = services;
  const { journeyId, graph, plan, startAt: start, assumptions: assumed, after } = run;
  const prepared = prepare(graph);
  const vocabulary = await loadVocabulary(db.sql);
  const planner = await openPlanner(services, { id: journeyId, prepared, plan, vocabulary });
  const needs = needsOf(prepared, vocabulary);
  for (const key of planner.attributes) needs.attributes.add(key);
  const open = await openJourneys(db.sql);
  const world: Rehearsed = { journeyId, prepared, vocabulary, start, assumed, planner, open };
  for await (const round of scanAudience(services, startAudience(graph, run.audience), { batch, after })) {
    const who = run.onlyNew ? await onlyEntrants(services, run, round.matched, sum) : round.matched;
    const facts = await loadFacts(db.sql, seal, who, needs, () => sum.left.unreadable++);
    const mailboxes = await planner.mailboxes(facts.values());
    let shared = 0;
    for (const [contactId, one] of facts) {
      const mailbox = mailboxes.get(contactId)!;
      if (mailbox.shared) shared++;
      walkOne(world, one, mailbox, sum);
    }
    settle(sum);
    yield { cursor: round.cursor, examined: round.examined, matched: round.matched.length, shared };
  }
}

/** Those whom a start would let in now; the others are only counted. */
async function onlyEntrants(
  services: Services,
  run: AudienceToRehearse,
  matched: readonly ContactRef[],
  sum: Tally,
): Promise<ContactRef[]> {
  const { entrants, keyless } = await entrantsOf(services, run.graph, run.journeyId, matched);
  sum.left.keyless += keyless;
  sum.left.already += matched.length - keyless - entrants.length;
  return entrants;
}
