import { Failure } from '#core/failure.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { matches } from '#core/segment/evaluate.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { addCounts } from '#store/counts/add.ts';
import type { Sql } from '#store/database.ts';
import { entryKeyFor } from '#store/enrollments/entry-key.ts';
import { putEnrollments } from '#store/enrollments/put.ts';
import type { LiveTrigger } from './live-triggers.ts';

/** A contact for whom a trigger happened. */
export interface Candidate {
  trigger: LiveTrigger;
  lane: number;
  contactId: string;
  /** Which occurrence of their date it was. */
  occurrence?: string;
}

export interface AdmitWorld {
  seal: Seal;
  vocabulary: Vocabulary;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Lets candidates into their journeys as far as the audience lets them, each once per (journey, contact, entry key),
 * whatever else lets them in at the same time. A set statement per journey; counters last. A trigger whose audience
 * cannot be understood lets nobody in and says so. @returns how many entered.
 */
export async function admit(
  tx: Sql,
  { seal, vocabulary, now }: AdmitWorld,
  facts: ReadonlyMap<string, ContactFacts>,
  candidates: readonly Candidate[],
): Promise<number> {
  const broken = new Map<number, string>();
  const byJourney = new Map<string, { lane: number; id: string; entryKey: string }[]>();
  for (const { trigger, lane, contactId, occurrence } of candidates) {
    const known = facts.get(contactId);
    if (!known || broken.has(trigger.watchId)) continue;
    const { journeyId, reentry } = trigger;
    try {
      if (!lets(trigger, known, vocabulary, now)) continue;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      broken.set(trigger.watchId, error.code);
      continue;
    }
    const entryKey = entryKeyFor(seal, journeyId, reentry, { attributes: known.attributes, occurrence });
    if (entryKey === null) continue;
    const entering = byJourney.get(journeyId) ?? [];
    entering.push({ lane, id: contactId, entryKey });
    byJourney.set(journeyId, entering);
  }
  if (broken.size > 0)
    await tx`
      update entry_watches w set problem = b.problem
      from unnest(${arrayLiteral([...broken.keys()])}::bigint[], ${arrayLiteral([...broken.values()])}::text[]) as b(id, problem)
      where w.id = b.id`;
  return putAll(tx, byJourney, now);
}

function lets({ filters, journeyId, zone }: LiveTrigger, facts: ContactFacts, vocabulary: Vocabulary, now: number) {
  return filters.some(
    (filter) => filter === null || matches(filter, facts, { vocabulary, now, zone, journey: journeyId }),
  );
}

async function putAll(
  tx: Sql,
  byJourney: ReadonlyMap<string, readonly { lane: number; id: string; entryKey: string }[]>,
  now: number,
): Promise<number> {
  const counts: { journeyId: string; lane: number; step: string; measure: string }[] = [];
  // In one order everywhere, as their rows are.
  for (const journeyId of [...byJourney.keys()].toSorted()) {
    const entered = await putEnrollments(tx, journeyId, byJourney.get(journeyId)!, now);
    counts.push(...entered.map(({ lane }) => ({ journeyId, lane, step: TRIGGER, measure: 'entered' })));
  }
  if (counts.length === 0) return 0;
  await addCounts(tx, counts);
  await tx`select pg_notify('stepwell_due', '')`;
  return counts.length;
}
