import type { Graph } from '#core/graph/model.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { reveal } from '#core/phi.ts';
import { type AssumedEvent, type SimulatedStep, simulate } from '#core/run/simulate.ts';
import { isZone } from '#core/time/zone.ts';
import { loadFacts } from '#store/facts/load.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { Services } from '../services.ts';

/**
 * The path one contact would take through a drawing from `start` (absent: now), on a virtual clock: the same
 * interpreter, which here writes and sends nothing. It reads patient data: the caller leaves the audit entry.
 * @throws Failure NOT_FOUND, JOURNEY_FILE_INVALID, SEGMENT_INVALID
 */
export async function simulateContact(
  services: Pick<Services, 'db' | 'seal' | 'now'>,
  asked: {
    graph: Graph;
    contactId: string;
    start: number | null;
    events: readonly AssumedEvent[];
    /** Whose drawing it is; splits decide by it. */
    journeyId?: string | undefined;
  },
): Promise<SimulatedStep[]> {
  const { db, seal, now } = services;
  const prepared = prepare(asked.graph);
  const vocabulary = await loadVocabulary(db.orm);
  const needs = needsOf(prepared, vocabulary);
  needs.attributes.add('timezone');
  const who = { lane: laneOf(asked.contactId), id: asked.contactId };
  const facts = (await loadFacts(db.sql, seal, [who], needs)).get(asked.contactId);
  if (!facts) throw new Failure('NOT_FOUND', { contact: asked.contactId });
  const own = facts.attributes['timezone'] ? reveal(facts.attributes['timezone']) : null;
  return simulate({
    prepared,
    facts,
    vocabulary,
    start: asked.start ?? (await now()),
    contactZone: typeof own === 'string' && isZone(own) ? own : null,
    events: asked.events,
    journeyId: asked.journeyId,
  });
}
