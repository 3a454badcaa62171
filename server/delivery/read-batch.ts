import { z } from 'zod';
import { type PreparedGraph, prepare } from '#core/graph/prepare.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import type { RenderableVersion } from '#mail/render/render.ts';
import type { Services } from '#api/services.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import { type ContactValues, type SealedContact, openValues } from '#store/contacts/open.ts';
import { sharingAddresses } from '#store/contacts/sharing.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { type StoredKey, loadKeys } from '#store/recipient-keys/load.ts';
import { type Signer, loadSigner } from '#store/senders/signer.ts';
import { type Settings, readSettings } from '#store/settings/read.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { withDemoKeys } from './demo-keys.ts';

export interface OpenedContact extends SealedContact {
  lane: number;
  /** Null when the row cannot be opened. */
  values: ContactValues | null;
}

export interface JourneyNow {
  state: string;
  version: number | null;
  /** Null when it has no published version, or that cannot be read. */
  prepared: PreparedGraph | null;
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
  journeys: ReadonlyMap<string, JourneyNow>;
  templates: ReadonlyMap<string, TemplateNow>;
  /** Null: missing or not verified. */
  signers: ReadonlyMap<string, Signer | null>;
  keys: ReadonlyMap<string, StoredKey[]>;
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
  const [now, settings, vocabulary, contacts, journeys, templates, stored, authorized] = await Promise.all([
    services.now(),
    readSettings(db.orm).catch(() => null),
    loadVocabulary(db.sql),
    readContacts(services, who),
    readJourneys(services, [...new Set(batch.map((one) => one.journeyId))]),
    readTemplates(services, [...new Set(batch.map((one) => one.template))]),
    loadKeys(db.sql, who),
    readAuthorized(services, who),
  ]);
  const names = new Set(batch.map((one) => senderOf(one, journeys)).filter((name) => name !== null));
  const signers = new Map<string, Signer | null>();
  for (const name of names) signers.set(name, await loadSigner(db.orm, seal, name).catch(() => null));
  const [suppressed, shared] = await Promise.all([readSuppressed(services, contacts), readShared(services, contacts)]);
  const keys = await withDemoKeys(services, contacts, stored);
  return { now, settings, vocabulary, contacts, journeys, templates, signers, keys, authorized, suppressed, shared };
}

/** The step's sender, else the journey's. */
export function senderOf(message: ClaimedMessage, journeys: ReadonlyMap<string, JourneyNow>): string | null {
  return message.sender ?? journeys.get(message.journeyId)?.prepared?.graph.settings.sender ?? null;
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

const graphs = new Map<string, PreparedGraph>();

async function readJourneys({ db }: Services, ids: readonly string[]): Promise<Map<string, JourneyNow>> {
  const rows = await db.sql<{ id: string; state: string; version: number | null }[]>`
    select id, state, live_version as version from journeys where id = any(${arrayLiteral(ids)}::uuid[])`;
  const found = new Map<string, JourneyNow>();
  for (const row of rows) {
    const key = `${row.id}:${row.version}`;
    let prepared = graphs.get(key) ?? null;
    if (!prepared && row.version !== null) {
      prepared = await readVersion(db.sql, row.id, row.version)
        .then(prepare)
        .catch(() => null);
      // Versions never change, so what is kept cannot go stale.
      if (prepared) graphs.set(key, prepared);
      if (graphs.size > 500) graphs.delete(graphs.keys().next().value!);
    }
    found.set(row.id, { state: row.state, version: row.version, prepared });
  }
  return found;
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

async function readTemplates({ db }: Services, names: readonly string[]): Promise<Map<string, TemplateNow>> {
  const rows = await db.sql`
    select t.name, t.topic_phi as "topicPhi", v.id, v.subject, v.html, v.text, v.fields, v.links
    from templates t join template_versions v on v.template_id = t.id and v.version = t.current_version
    where t.name = any(${arrayLiteral(names)}::text[])`;
  return new Map(rows.map((row) => templateRow.parse(row)).map(({ name, ...version }) => [name, version]));
}

async function readAuthorized({ db }: Services, who: Who): Promise<Set<string>> {
  const rows = await db.sql<{ id: string }[]>`
    select distinct w.id from ${wanted(db.sql, who)} join authorizations a on a.lane = w.lane and a.contact_id = w.id
    where a.revoked_at is null and a.signed_at <= stepwell_now() and a.expires_at > stepwell_now()`;
  return new Set(rows.map((row) => row.id));
}

async function readSuppressed(
  { db, seal }: Services,
  contacts: ReadonlyMap<string, OpenedContact>,
): Promise<Map<string, Set<string>>> {
  const hashes = [...contacts.values()].flatMap((one) => {
    const hash = suppressionHash(seal, one.values?.['email']);
    return hash ? [{ id: one.id, hash: Buffer.from(hash) }] : [];
  });
  if (hashes.length === 0) return new Map();
  const rows = await db.sql<{ hash: Uint8Array; scope: string }[]>`
    select hash, scope from suppressions where hash = any(${bytes(
      db.sql,
      hashes.map((one) => one.hash),
    )})`;
  const scopes = new Map<string, Set<string>>();
  for (const { hash, scope } of rows) {
    const key = Buffer.from(hash).toString('hex');
    scopes.set(key, (scopes.get(key) ?? new Set()).add(scope));
  }
  return new Map(
    hashes.flatMap(({ id, hash }) => {
      const found = scopes.get(hash.toString('hex'));
      return found ? [[id, found] as const] : [];
    }),
  );
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
