import type { Needs } from '#core/graph/needs.ts';
import { type Phi, phi } from '#core/phi.ts';
import type { AttributeValue, ContactFacts, EventFact, MessageFact } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { type ContactValues, openValues } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';

/** A contact where it lies. */
export interface ContactRef {
  lane: number;
  id: string;
}

/** Newest events of one contact that conditions may look at; older ones count no more. */
const EVENTS_PER_CONTACT = 2000;

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
  for (const one of contacts) {
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
  const who = wanted(sql, contacts);
  // A contact deleted meanwhile still has messages.
  const at = (contactId: string) => found.get(contactId);
  const names = (set: ReadonlySet<string>) => arrayLiteral([...set]);
  await Promise.all([
    needs.attributes.size > 0 && readAttributes(sql, seal, who, needs.attributes, found, onUnreadable),
    needs.lists.size > 0 &&
      sql<{ contactId: string; name: string }[]>`
        select m.contact_id as "contactId", l.name from ${who}
        join list_members m on m.lane = w.lane and m.contact_id = w.id
        join lists l on l.id = m.list_id and l.name = any(${names(needs.lists)}::text[])`.then((rows) => {
        for (const row of rows) addName(at(row.contactId), 'lists', row.name);
      }),
    needs.segments.size > 0 &&
      sql<{ contactId: string; name: string }[]>`
        select m.contact_id as "contactId", s.name from ${who}
        join segment_members m on m.lane = w.lane and m.contact_id = w.id
        join segments s on s.id = m.segment_id and s.name = any(${names(needs.segments)}::text[])`.then((rows) => {
        for (const row of rows) addName(at(row.contactId), 'segments', row.name);
      }),
    needs.events && readEvents(sql, who, at),
    needs.messages && readMessages(sql, who, at),
    needs.journeys &&
      sql<{ contactId: string; id: string; name: string }[]>`
        select distinct e.contact_id as "contactId", j.id, j.name from ${who}
        join enrollments e on e.lane = w.lane and e.contact_id = w.id
        join journeys j on j.id = e.journey_id`.then((rows) => {
        for (const row of rows) {
          addName(at(row.contactId), 'journeys', row.id);
          addName(at(row.contactId), 'journeys', row.name);
        }
      }),
  ]);
  return found;
}

interface Building extends ContactFacts {
  attributes: Record<string, Phi<AttributeValue>>;
  lists: Set<string>;
  segments: Set<string>;
  events: EventFact[];
  messages: MessageFact[];
  journeys: Set<string>;
}

/** Shared by all who are in none: three sets for each of thousands of contacts would be most of what a batch allocates. */
const NO_NAMES = new Set<string>();

function addName(contact: Building | undefined, kind: 'lists' | 'segments' | 'journeys', name: string): void {
  if (!contact) return;
  if (contact[kind] === NO_NAMES) contact[kind] = new Set([name]);
  else contact[kind].add(name);
}

function wanted(sql: Sql, contacts: readonly ContactRef[]) {
  const lanes = arrayLiteral(contacts.map((one) => one.lane));
  const ids = arrayLiteral(contacts.map((one) => one.id));
  return sql`unnest(${lanes}::smallint[], ${ids}::uuid[]) as w(lane, id)`;
}

async function readAttributes(
  sql: Sql,
  seal: Seal,
  who: ReturnType<typeof wanted>,
  keys: ReadonlySet<string>,
  found: Map<string, Building>,
  onUnreadable: ((contactId: string) => void) | undefined,
): Promise<void> {
  const rows = await sql<{ id: string; sealed: Uint8Array; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select c.id, c.sealed, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from ${who} join contacts c on c.lane = w.lane and c.id = w.id`;
  const there = new Set<string>();
  for (const row of rows) {
    let values: ContactValues;
    try {
      values = openValues(seal, row);
    } catch (error) {
      if (!onUnreadable) throw error;
      onUnreadable(row.id);
      continue;
    }
    there.add(row.id);
    const into = found.get(row.id)!.attributes;
    for (const key of keys) if (values[key] !== undefined) into[key] = phi(values[key]);
  }
  if (there.size === found.size) return;
  for (const id of found.keys()) if (!there.has(id)) found.delete(id);
}

async function readEvents(
  sql: Sql,
  who: ReturnType<typeof wanted>,
  at: (id: string) => Building | undefined,
): Promise<void> {
  const rows = await sql<(Nullable<Omit<EventFact, 'kind' | 'at' | 'human'>> & EventRow)[]>`
    select e.contact_id as "contactId", e.kind, date_part('epoch', e.at) * 1000 as at, e.human, e.journey_id as journey,
      e.step, e.template, e.message_id as message, e.link, e.name
    from ${who} cross join lateral (
      select * from events where lane = w.lane and contact_id = w.id
        and kind in ('delivered', 'open', 'click', 'bounce', 'portal_read', 'reply', 'custom')
      order by id desc limit ${EVENTS_PER_CONTACT}
    ) e order by e.contact_id, e.id`;
  for (const { contactId, ...row } of rows) {
    at(contactId)?.events.push({ ...withoutNulls(row), kind: row.kind, at: Math.round(row.at), human: row.human });
  }
}

async function readMessages(
  sql: Sql,
  who: ReturnType<typeof wanted>,
  at: (id: string) => Building | undefined,
): Promise<void> {
  const rows = await sql<MessageRow[]>`
    select m.contact_id as "contactId", m.id, m.journey_id as journey, m.step, m.template,
      coalesce(m.method, 'none') as method, m.state,
      date_part('epoch', coalesce(m.finished_at, m.queued_at)) * 1000 as at
    from ${who} join messages m on m.lane = w.lane and m.contact_id = w.id order by m.queued_at, m.id`;
  for (const { contactId, ...row } of rows) at(contactId)?.messages.push({ ...row, at: Math.round(row.at) });
}

type Nullable<T> = { [K in keyof T]: T[K] | null };
interface EventRow {
  contactId: string;
  kind: EventFact['kind'];
  at: number;
  human: boolean;
}
type MessageRow = MessageFact & { contactId: string };

function withoutNulls<T extends object>(row: T): { [K in keyof T]: Exclude<T[K], null> | undefined } {
  const kept: Partial<Record<keyof T, unknown>> = {};
  for (const key of Object.keys(row) as (keyof T)[]) if (row[key] !== null) kept[key] = row[key];
  return kept as { [K in keyof T]: Exclude<T[K], null> | undefined };
}
