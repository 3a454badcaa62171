import type { Graph } from '#core/graph/model.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { AudienceDeps } from '#store/audience/scan.ts';
import type { ContactRef } from '#store/facts/load.ts';
import { withEntryKeys } from '#store/starts/run.ts';

/** Which of these contacts a start would let in now, and how many have no value for the re-entry key. Writes nothing. */
export async function entrantsOf(
  deps: AudienceDeps,
  graph: Graph,
  journeyId: string,
  contacts: readonly ContactRef[],
): Promise<{ entrants: ContactRef[]; keyless: number }> {
  if (contacts.length === 0) return { entrants: [], keyless: 0 };
  const keyed = await withEntryKeys(deps, graph, journeyId, contacts);
  const inside = await deps.db.sql<{ id: string }[]>`
    select w.id from unnest(${arrayLiteral(keyed.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(keyed.map((one) => one.id))}::uuid[],
      ${arrayLiteral(keyed.map((one) => one.entryKey))}::text[]) as w(lane, id, entry_key)
    join enrollments e on e.lane = w.lane and e.contact_id = w.id
      and e.journey_id = ${journeyId} and e.entry_key = w.entry_key`;
  const taken = new Set(inside.map((row) => row.id));
  return { entrants: keyed.filter(({ id }) => !taken.has(id)), keyless: contacts.length - keyed.length };
}
