import type { Graph } from '#core/graph/model.ts';
import { needsOfFilters } from '#core/graph/needs.ts';
import type { Filter } from '#core/segment/ast.ts';
import { matches } from '#core/segment/evaluate.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { type ContactRef, loadFacts } from '#store/facts/load.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { withEntryKeys } from './run.ts';

/**
 * Lets named contacts into a journey, in the caller's transaction: those the filter matches (null: all of them), each
 * once. @returns how many entered. @throws Failure SEGMENT_INVALID, NOT_FOUND, JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING.
 */
export async function enterMatching(
  deps: { sql: Sql; seal: Seal },
  journey: { id: string; graph: Graph },
  filter: Filter | null,
  contacts: readonly ContactRef[],
): Promise<number> {
  const { sql, seal } = deps;
  let matched = contacts;
  if (filter) {
    const vocabulary = await loadVocabulary(sql);
    const facts = await loadFacts(sql, seal, contacts, needsOfFilters([filter], vocabulary));
    const options = { vocabulary, now: await now(sql), zone: journey.graph.settings.timezone };
    matched = contacts.filter(({ id }) => {
      const one = facts.get(id);
      return one !== undefined && matches(filter, one, options);
    });
  }
  const entrants = await withEntryKeys({ db: { sql }, seal }, journey.graph, journey.id, matched);
  return enroll(sql, { journeyId: journey.id, contacts: entrants });
}
