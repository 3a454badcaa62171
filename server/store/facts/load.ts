import type { Needs } from '#core/graph/needs.ts';
import type { ContactFacts } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { readAttributes } from './attributes.ts';
import { type Building, NO_NAMES, type Who } from './building.ts';
import { readCases } from './cases.ts';
import { readChanges, readEvents, readMessages } from './history.ts';
import { readJourneys, readLists, readSegments } from './memberships.ts';

/** A contact where it lies. */
export interface ContactRef {
  lane: number;
  id: string;
}

/**
 * What conditions need to know of these contacts: one query per kind, and none for a kind nothing asks for. Only the
 * attributes named are taken out of the sealed contact. A contact that is gone has no entry.
 * @param onUnreadable told of contacts whose row was altered or whose key was shredded; they get no entry.
 * @throws Error for such a contact when nobody wants to be told: a rule must not be answered from nothing.
 */
export async function loadFacts(
  sql: Sql,
  seal: Seal,
  contacts: readonly ContactRef[],
  needs: Needs,
  onUnreadable?: (contactId: string) => void,
): Promise<Map<string, ContactFacts>> {
  const found = new Map<string, Building>();
  if (contacts.length === 0) return found;
  const asked: ContactRef[] = [];
  for (const one of contacts) {
    // Asked for twice, a contact would have done everything twice.
    if (found.has(one.id)) continue;
    asked.push(one);
    found.set(one.id, {
      contactId: one.id,
      attributes: {},
      lists: NO_NAMES,
      segments: NO_NAMES,
      events: [],
      messages: [],
      journeys: NO_NAMES,
    });
  }
  const lanes = arrayLiteral(asked.map((one) => one.lane));
  const ids = arrayLiteral(asked.map((one) => one.id));
  const who: Who = sql`unnest(${lanes}::smallint[], ${ids}::uuid[]) as w(lane, id)`;
  const gone =
    needs.attributes.size === 0 ? null : readAttributes(sql, seal, who, needs.attributes, found, onUnreadable);
  await Promise.all([
    gone,
    needs.lists.size > 0 && readLists(sql, who, needs.lists, found),
    needs.segments.size > 0 && readSegments(sql, who, needs.segments, found),
    needs.events && readEvents(sql, who, found),
    needs.messages && readMessages(sql, who, found),
    needs.journeys && readJourneys(sql, who, found),
    needs.cases && readCases(sql, who, found),
    needs.changes && readChanges(sql, who, needs.changes, found),
  ]);
  for (const id of (await gone) ?? []) found.delete(id);
  return found;
}
