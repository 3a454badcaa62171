import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import { type GivenContact, resolveContacts } from '#store/contacts/resolve-refs.ts';
import type { Sql } from '#store/database.ts';
import { enterOnEvents } from './enter-on-events.ts';
import { type NewEvent, ingestEvents } from './ingest.ts';

/** An event another system tells of. */
export interface CustomEvent {
  contact: GivenContact;
  name: string;
  /** ISO 8601 with a zone; default now. */
  at?: string | undefined;
  properties?: Record<string, unknown> | undefined;
  dedupe?: string | undefined;
}

export type RecordedEvent =
  | { outcome: 'recorded'; id: string; entered: string[] }
  | { outcome: 'repeat' }
  | { outcome: 'rejected'; reason: string };

interface Deps {
  sql: Sql;
  seal: Seal;
  newId(): string;
}

/** A clock that is a little ahead is not a lie. */
const AHEAD_MS = 5 * 60_000;

/**
 * Records events in the caller's transaction: wakes who waits for them and lets contacts into the journeys they
 * trigger. Repeats are told by `dedupe`, or, where the caller gave none, by its Idempotency-Key and place.
 */
export async function recordCustomEvents(
  deps: Deps,
  given: readonly CustomEvent[],
  idempotencyKey: string | null,
): Promise<RecordedEvent[]> {
  const at = await now(deps.sql);
  const contacts = await resolveContacts(
    deps.sql,
    deps.seal,
    given.map((one) => one.contact),
  );
  const prepared = given.map((one, index): NewEvent | string => {
    const contact = contacts[index];
    if (contact === 'shared') return 'Several contacts share this address; name the one meant by id or external id.';
    if (contact === 'unknown' || contact === undefined) return 'There is no such contact.';
    const happened = one.at === undefined ? at : Date.parse(one.at);
    if (happened > at + AHEAD_MS) return 'The time lies in the future.';
    const dedupe = one.dedupe ?? (idempotencyKey === null ? null : `key:${idempotencyKey}:${index}`);
    return {
      id: deps.newId(),
      lane: contact.lane,
      contactId: contact.id,
      kind: 'custom',
      at: happened,
      name: one.name,
      sealed: one.properties ? deps.seal.sealFor(contact, 'event', Buffer.from(JSON.stringify(one.properties))) : null,
      dedupe,
    };
  });
  const events = prepared.filter((one): one is NewEvent => typeof one !== 'string');
  const fresh = await ingestEvents(deps.sql, events);
  const entered = await enterOnEvents(
    deps,
    events.filter((one) => fresh.has(one.id)),
  );
  return prepared.map((one) => {
    if (typeof one === 'string') return { outcome: 'rejected', reason: one };
    if (!fresh.has(one.id)) return { outcome: 'repeat' };
    return { outcome: 'recorded', id: one.id, entered: entered.get(one.id) ?? [] };
  });
}
