import { needsOfFilters } from '#core/graph/needs.ts';
import type { Filter } from '#core/segment/ast.ts';
import { matches } from '#core/segment/evaluate.ts';
import { unconfirmedSharers } from '#store/contacts/unconfirmed-sharers.ts';
import { loadFacts } from '#store/facts/load.ts';
import { readSettings } from '#store/settings/read.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { type AudienceDeps, refuseInvalid } from './scan.ts';

const BATCH = 1000;

/**
 * How many of an audience share their address with another contact, nobody having said that this is meant: mail about a
 * patient to them would be held. Looks at sharers only, whatever the size of the audience.
 * @throws Failure SEGMENT_INVALID
 */
export async function countSharing(deps: AudienceDeps, filter: Filter): Promise<number> {
  const { sql, orm } = deps.db;
  const vocabulary = await loadVocabulary(sql);
  refuseInvalid(filter, vocabulary);
  const sharers = await unconfirmedSharers(sql);
  const needs = needsOfFilters([filter], vocabulary);
  const { organization } = await readSettings(orm);
  const options = { vocabulary, now: await deps.now(), zone: organization.timezone };
  let n = 0;
  for (let from = 0; from < sharers.length; from += BATCH) {
    const facts = await loadFacts(sql, deps.seal, sharers.slice(from, from + BATCH), needs);
    for (const one of facts.values()) if (matches(filter, one, options)) n++;
  }
  return n;
}
