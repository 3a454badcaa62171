import { Failure } from '#core/failure.ts';
import { needsOfFilters } from '#core/graph/needs.ts';
import { laneOf } from '#core/lane.ts';
import type { Filter } from '#core/segment/ast.ts';
import { type Explanation, explainFilter } from '#core/segment/explain.ts';
import { type AudienceDeps, refuseInvalid } from '#store/audience/scan.ts';
import { loadFacts } from '#store/facts/load.ts';
import { readSettings } from '#store/settings/read.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

/**
 * Why a contact does or does not match, condition by condition. It says what is met, never what the contact's
 * values are. @throws Failure NOT_FOUND, SEGMENT_INVALID
 */
export async function explainSegment(deps: AudienceDeps, filter: Filter, contactId: string): Promise<Explanation> {
  const { sql, orm } = deps.db;
  const vocabulary = await loadVocabulary(sql);
  refuseInvalid(filter, vocabulary);
  const ref = { lane: laneOf(contactId), id: contactId };
  const [exists] = await sql`select 1 from contacts where lane = ${ref.lane} and id = ${ref.id}`;
  const facts = (await loadFacts(sql, deps.seal, [ref], needsOfFilters([filter], vocabulary))).get(contactId);
  if (!exists || !facts) throw new Failure('NOT_FOUND', { contact: contactId });
  const { organization } = await readSettings(orm);
  return explainFilter(filter, facts, { vocabulary, now: await deps.now(), zone: organization.timezone });
}
