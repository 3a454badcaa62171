import { type Needs, needsOfFilters } from '#core/graph/needs.ts';
import type { Trigger } from '#core/graph/model.ts';
import { reveal } from '#core/phi.ts';
import { type MatchOptions, matches } from '#core/segment/evaluate.ts';
import type { AttributeValue, ContactFacts } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { entryKeyOf } from '#store/enrollments/entry-key.ts';
import { loadFacts } from '#store/facts/load.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { NewEvent } from './ingest.ts';
import { openProperties } from './open-properties.ts';
import { type TriggeredJourney, triggeredJourneys } from './triggered-journeys.ts';

/**
 * Lets contacts into the journeys that custom events trigger, as far as the trigger's filter lets them. Run it in
 * the transaction that keeps the events, and only for those that are new: then each triggers exactly once. Where
 * re-entry is keyed, the key is the event's property of that name, else the contact's attribute; without either the
 * contact does not enter.
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
  for (const journey of journeys) {
    const coming = custom.filter((one) => journey.triggers.some(({ config }) => config['name'] === one.name));
    const needs = needsOfFilters(
      journey.triggers.flatMap(({ filter }) => (filter ? [filter] : [])),
      vocabulary,
    );
    if (journey.entryKey !== null) needs.attributes.add(journey.entryKey);
    const properties = journey.entryKey === null ? NONE : await openProperties(sql, seal, coming);
    const facts = await factsOf(sql, seal, coming, needs);
    const options = { vocabulary, now: at, zone: journey.zone, journey: journey.id };
    for (const event of coming) {
      const known = facts.get(event.contactId);
      if (!known || !letIn(journey.triggers, event, known, options)) continue;
      const entryKey = keyFor(seal, journey, known, properties.get(event.id));
      if (entryKey === null) continue;
      const contacts = [{ lane: event.lane, id: event.contactId, entryKey }];
      const n = await enroll(sql, { journeyId: journey.id, contacts });
      if (n > 0) entered.set(event.id, [...(entered.get(event.id) ?? []), journey.id]);
    }
  }
  return entered;
}

const NONE: ReadonlyMap<string, Readonly<Record<string, AttributeValue>>> = new Map();

function factsOf(sql: Sql, seal: Seal, events: readonly NewEvent[], needs: Needs): Promise<Map<string, ContactFacts>> {
  const contacts = new Map(events.map(({ lane, contactId }) => [contactId, { lane, id: contactId }]));
  return loadFacts(sql, seal, [...contacts.values()], needs);
}

function letIn(triggers: readonly Trigger[], event: NewEvent, facts: ContactFacts, options: MatchOptions): boolean {
  return triggers.some(
    ({ config, filter }) => config['name'] === event.name && (filter === undefined || matches(filter, facts, options)),
  );
}

function keyFor(
  seal: Seal,
  { id, entryKey }: TriggeredJourney,
  facts: ContactFacts,
  properties: Readonly<Record<string, AttributeValue>> | undefined,
): string | null {
  if (entryKey === null) return '';
  const attribute = facts.attributes[entryKey];
  return entryKeyOf(seal, id, properties?.[entryKey] ?? (attribute && reveal(attribute)));
}
