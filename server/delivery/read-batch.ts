import { z } from 'zod';
import { type PreparedGraph, prepare } from '#core/graph/prepare.ts';
import type { VersionPlan } from '#core/graph/version-plan.ts';
import type { DeliveryChoice } from '#core/keys/life.ts';
import type { AttributeValue, Vocabulary } from '#core/segment/fields.ts';
import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import type { RenderableVersion } from '#mail/render/render.ts';
import type { Services } from '#api/services.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import { type ContactValues, type SealedContact, openValues } from '#store/contacts/open.ts';
import { sharingAddresses } from '#store/contacts/sharing.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import type { Sql } from '#store/database.ts';
import { loadChoices } from '#store/recipient-keys/choice.ts';
import { type StoredKey, keysFor, loadKeys } from '#store/recipient-keys/load.ts';
import { type Signer, loadSigner } from '#store/senders/signer.ts';
import { type Settings, readSettings } from '#store/settings/read.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { isAway } from '#store/is-away.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { withDemoKeys } from './demo-keys.ts';
import { withFoundKeys } from './found-keys.ts';

export interface OpenedContact extends SealedContact {
  lane: number;
  /** Null when the row cannot be opened. */
  values: ContactValues | null;
}

/** The journey a message is of, as it was drawn when the message was queued. */
export interface JourneyNow {
  state: string;
  /** Null when that version cannot be read. */
  drawn: { prepared: PreparedGraph; plan: VersionPlan } | null;
}

export interface TemplateNow extends RenderableVersion {
  topicPhi: string;
}

/** What a batch of messages needs, one query per kind. */
export interface BatchFacts {
  now: number;
  /** Null when the settings cannot be read: everything is held. */
  settings: Settings | null;
  vocabulary: Vocabulary;
  contacts: ReadonlyMap<string, OpenedContact>;
  /** By message id. */
  journeys: ReadonlyMap<string, JourneyNow>;
  templates: ReadonlyMap<string, TemplateNow>;
  /** Null: missing or not verified. */
  signers: ReadonlyMap<string, Signer | null>;
  keys: ReadonlyMap<string, StoredKey[]>;
  /** What recipients chose themselves, where they did not leave it to the policy. */
  choices: ReadonlyMap<string, DeliveryChoice>;
  /** Contact ids with an authorization in force. */
  authorized: ReadonlySet<string>;
  /** Contact id to scopes its address is suppressed in. */
  suppressed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Contacts whose address another contact has too, and nobody said that this is meant. */
  shared: ReadonlySet<string>;
}

export async function readBatch(services: Services, batch: readonly ClaimedMessage[]): Promise<BatchFacts> {
  const { db, seal } = services;
  const who = [...new Map(batch.map((one) => [one.contactId, { lane: one.lane, id: one.contactId }])).values()];
  const [now, settings, vocabulary, contacts, journeys, templates, stored, choices, authorizations] = await Promise.all(
    [
      services.now(),
      readSettings(db.orm).catch(noneUnlessAway),
      loadVocabulary(db.sql),
      readContacts(services, who),
      readJourneys(services, batch),
      readTemplates(services, [...new Set(batch.map((one) => one.template))]),
      loadKeys(db.sql, who),
      loadChoices(db.sql, who),
      readAuthorizations(services, who),
    ],
  );
  const authorized = new Set([...authorizations].filter(([, spans]) => isInForce(spans, now)).map(([id]) => id));
  const names = new Set(batch.map((one) => senderOf(one, journeys)).filter((name) => name !== null));
  const signers = new Map<string, Signer | null>();
  for (const name of names) signers.set(name, await loadSigner(db.orm, seal, name).catch(noneUnlessAway));
  const [suppressed, shared] = await Promise.all([readSuppressed(services, contacts), readShared(services, contacts)]);
  const found = await withFoundKeys(services, settings, contacts, await withDemoKeys(services, contacts, stored));
  const keys = new Map(
    [...found].map(([id, all]) => [id, keysFor(seal, all, contacts.get(id)?.values?.['email'])] as const),
  );
  return {
    now,
    settings,
    vocabulary,
    contacts,
    journeys,
    templates,
    signers,
    keys,
    choices,
    authorized,
    suppressed,
    shared,
  };
}

/** What cannot be read holds the messages that need it; a database that is away only sends the batch back into the queue. */
function noneUnlessAway(error: unknown): null {
  if (isAway(error)) throw error;
  return null;
}

/** The step's sender, else the journey's. */
export function senderOf(message: ClaimedMessage, journeys: ReadonlyMap<string, JourneyNow>): string | null {
  return message.sender ?? journeys.get(message.id)?.drawn?.prepared.graph.settings.sender ?? null;
}

type Who = readonly { lane: number; id: string }[];

async function readContacts({ db, seal }: Services, who: Who): Promise<Map<string, OpenedContact>> {
  const rows = await db.sql<(SealedContact & { lane: number })[]>`
    select c.lane, c.id, c.sealed, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from ${wanted(db.sql, who)} join contacts c on c.lane = w.lane and c.id = w.id`;
  return new Map(
    rows.map((row) => {
      let values: ContactValues | null = null;
      try {
        values = openValues(seal, row);
      } catch {
        // Altered, or its key was shredded: the message is held, the others go on.
      }
      return [row.id, { ...row, values }];
    }),
  );
}

const drawings = new Map<string, NonNullable<JourneyNow['drawn']>>();

async function readJourneys({ db }: Services, batch: readonly ClaimedMessage[]): Promise<Map<string, JourneyNow>> {
  const ids = [...new Set(batch.map((one) => one.journeyId))];
  const rows = await db.sql<{ id: string; state: string; live: number | null }[]>`
    select id, state, live_version as live from journeys where id = any(${arrayLiteral(ids)}::uuid[])`;
  const journeys = new Map(rows.map((row) => [row.id, row]));
  const found = new Map<string, JourneyNow>();
  for (const { id, journeyId, version } of batch) {
    const journey = journeys.get(journeyId);
    if (!journey) continue;
    const drawnAs = version ?? journey.live;
    const drawn = drawnAs === null ? null : await drawingOf(db.sql, journeyId, drawnAs);
    found.set(id, { state: journey.state, drawn });
  }
  return found;
}

async function drawingOf(sql: Sql, journeyId: string, version: number): Promise<JourneyNow['drawn']> {
  const key = `${journeyId}:${version}`;
  const known = drawings.get(key);
  if (known) return known;
  const drawn = await readVersion(sql, journeyId, version)
    .then(({ graph, plan }) => ({ prepared: prepare(graph), plan }))
    .catch(noneUnlessAway);
  // Versions never change, so what is kept cannot go stale.
  if (drawn) drawings.set(key, drawn);
  if (drawings.size > 500) drawings.delete(drawings.keys().next().value!);
  return drawn;
}

const templateRow = z.object({
  name: z.string(),
  topicPhi: z.string(),
  id: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  fields: z.array(z.string()),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});

/** The versions that would be sent now, by name. */
export async function readTemplates({ db }: Services, names: readonly string[]): Promise<Map<string, TemplateNow>> {
  const rows = await db.sql`
    select t.name, t.topic_phi as "topicPhi", v.id, v.subject, v.html, v.text, v.fields, v.links
    from templates t join template_versions v on v.template_id = t.id and v.version = t.current_version
    where t.name = any(${arrayLiteral(names)}::text[])`;
  return new Map(rows.map((row) => templateRow.parse(row)).map(({ name, ...version }) => [name, version]));
}

/** When a contact's authorizations are in force: from signing until they expire or are revoked; epoch milliseconds. */
export interface InForce {
  from: number;
  to: number;
}

export async function readAuthorizations({ db }: Services, who: Who): Promise<Map<string, InForce[]>> {
  const rows = await db.sql<{ id: string; from: number; to: number }[]>`
    select w.id, date_part('epoch', a.signed_at) * 1000 as from,
      date_part('epoch', least(a.expires_at, a.revoked_at)) * 1000 as to
    from ${wanted(db.sql, who)} join authorizations a on a.lane = w.lane and a.contact_id = w.id`;
  const found = new Map<string, InForce[]>();
  for (const { id, from, to } of rows) found.set(id, [...(found.get(id) ?? []), { from, to }]);
  return found;
}

export function isInForce(spans: readonly InForce[] | undefined, at: number): boolean {
  return spans?.some(({ from, to }) => from <= at && at < to) ?? false;
}

async function readSuppressed(
  services: Services,
  contacts: ReadonlyMap<string, OpenedContact>,
): Promise<Map<string, ReadonlySet<string>>> {
  const emails = new Map([...contacts.values()].map((one) => [one.id, one.values?.['email']]));
  const scopes = await readSuppressions(services, emails.values());
  return new Map(
    [...emails].flatMap(([id, email]) => {
      const found = scopes(email);
      return found ? [[id, found] as const] : [];
    }),
  );
}

/** The scopes each of these addresses is suppressed in; the answer is asked address by address. */
export async function readSuppressions(
  { db, seal }: Services,
  emails: Iterable<AttributeValue | undefined>,
): Promise<(email: AttributeValue | undefined) => ReadonlySet<string> | undefined> {
  const hex = (email: AttributeValue | undefined) => {
    const hash = suppressionHash(seal, email);
    return hash ? Buffer.from(hash).toString('hex') : '';
  };
  const hashes = [...new Set([...emails].map(hex))].filter((one) => one !== '');
  if (hashes.length === 0) return () => undefined;
  const rows = await db.sql<{ hash: Uint8Array; scope: string }[]>`
    select hash, scope from suppressions where hash = any(${bytes(
      db.sql,
      hashes.map((one) => Buffer.from(one, 'hex')),
    )})`;
  const scopes = new Map<string, Set<string>>();
  for (const { hash, scope } of rows) {
    const key = Buffer.from(hash).toString('hex');
    scopes.set(key, (scopes.get(key) ?? new Set()).add(scope));
  }
  return (email) => (scopes.size === 0 ? undefined : scopes.get(hex(email)));
}

async function readShared({ db, seal }: Services, contacts: ReadonlyMap<string, OpenedContact>): Promise<Set<string>> {
  const addresses = [...contacts.values()].map(({ id, values }) => ({ id, address: values?.['email'] }));
  const sharing = await sharingAddresses(db.sql, seal, addresses);
  return new Set([...sharing].flatMap(([id, { confirmed }]) => (confirmed ? [] : [id])));
}

function wanted(sql: Services['db']['sql'], who: Who) {
  return sql`unnest(${arrayLiteral(who.map((one) => one.lane))}::smallint[],
    ${arrayLiteral(who.map((one) => one.id))}::uuid[]) as w(lane, id)`;
}
