import { type Needs, needsOfFilters } from '#core/graph/needs.ts';
import { TRIGGER, type Trigger } from '#core/graph/model.ts';
import { type MatchOptions, matches } from '#core/segment/evaluate.ts';
import type { AttributeValue, ContactFacts } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import { type LaneCount, addCounts } from '#store/counts/add.ts';
import type { Sql } from '#store/database.ts';
import { entryKeyFor, keyAttribute } from '#store/enrollments/entry-key.ts';
import { putEnrollments } from '#store/enrollments/put.ts';
import { loadFacts } from '#store/facts/load.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { NewEvent } from './ingest.ts';
import { openProperties } from './open-properties.ts';
import { type TriggeredJourney, triggeredJourneys } from './triggered-journeys.ts';

/**
 * Lets contacts into the journeys that custom events trigger, as far as the trigger's filter lets them: a set statement
 * per journey, counters last. Run it in the transaction that keeps the events, and only for those that are new: then
 * each triggers exactly once. Where re-entry is keyed, the key is the event's property of that name, else the contact's
 * attribute; without either the contact does not enter. Of several events that come to the same entry, the first let
 * them in.
 * @returns for each event that enrolled its contact, the ids of the journeys.
 */
export async function enterOnEvents(
  { sql, seal }: { sql: Sql; seal: Seal },
  events: readonly NewEvent[],
): Promise<Map<string, string[]>> {
  const entered = new Map<string, string[]>();
  const custom = events.filter((one) => one.kind === 'custom' && one.name);
  const journeys = await triggeredJourneys(sql, [...new Set(custom.map((one) => one.name!))]);
  if (journeys.length === 0) return entered;
  const vocabulary = await loadVocabulary(sql);
  const at = await now(sql);
  const counts: LaneCount[] = [];
  for (const journey of journeys) {
    const coming = custom.filter((one) => journey.triggers.some(({ config }) => config['name'] === one.name));
    const needs = needsOfFilters(
      journey.triggers.flatMap(({ filter }) => (filter ? [filter] : [])),
      vocabulary,
    );
    const attribute = keyAttribute(journey.reentry);
    if (attribute !== null) needs.attributes.add(attribute);
    const properties = attribute === null ? NONE : await openProperties(sql, seal, coming);
    const facts = await factsOf(sql, seal, coming, needs);
    const options = { vocabulary, now: at, zone: journey.zone, journey: journey.id };
    const entrants = coming.flatMap((event) => {
      const known = facts.get(event.contactId);
      if (!known || !letIn(journey.triggers, event, known, options)) return [];
      const own = { attributes: known.attributes, properties: properties.get(event.id) };
      const entryKey = entryKeyFor(seal, journey.id, journey.reentry, own);
      return entryKey === null ? [] : [{ lane: event.lane, id: event.contactId, entryKey, event }];
    });
    counts.push(...(await enterOne(sql, journey, entrants, at, entered)));
  }
  if (counts.length === 0) return entered;
  await addCounts(sql, counts);
  await sql`select pg_notify('stepwell_due', '')`;
  return entered;
}

const NONE: ReadonlyMap<string, Readonly<Record<string, AttributeValue>>> = new Map();

async function enterOne(
  sql: Sql,
  { id: journeyId }: TriggeredJourney,
  entrants: readonly { lane: number; id: string; entryKey: string; event: NewEvent }[],
  at: number,
  entered: Map<string, string[]>,
): Promise<LaneCount[]> {
  const named = entrants.map(({ event, ...one }) => ({ ...one, event: event.name ?? undefined }));
  const put = await putEnrollments(sql, journeyId, named, at);
  const fresh = new Set(put.map(({ contactId, entryKey }) => `${contactId} ${entryKey}`));
  for (const { id, entryKey, event } of entrants)
    if (fresh.delete(`${id} ${entryKey}`)) entered.set(event.id, [...(entered.get(event.id) ?? []), journeyId]);
  return put.map(({ lane }) => ({ journeyId, lane, step: TRIGGER, measure: 'entered' }));
}

function factsOf(sql: Sql, seal: Seal, events: readonly NewEvent[], needs: Needs): Promise<Map<string, ContactFacts>> {
  const contacts = new Map(events.map(({ lane, contactId }) => [contactId, { lane, id: contactId }]));
  return loadFacts(sql, seal, [...contacts.values()], needs);
}

function letIn(triggers: readonly Trigger[], event: NewEvent, facts: ContactFacts, options: MatchOptions): boolean {
  return triggers.some(
    ({ config, filter }) => config['name'] === event.name && (filter === undefined || matches(filter, facts, options)),
  );
}
