import type { Assurance } from '#core/delivery/facts.ts';
import { normalizeKey } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { knownDestination } from '#store/destinations/known.ts';
import type { DeliveryChoice } from '#core/keys/life.ts';
import { loadChoices } from '#store/recipient-keys/choice.ts';
import { type StoredKey, keysFor, loadKeys } from '#store/recipient-keys/load.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';

export interface Recipient {
  lane: number;
  id: string;
  /** Null when the contact has none. */
  email: string | null;
}

/** What decides whether and how each of these can be mailed, as far as the database knows. By contact id. */
export interface RecipientFacts {
  keys: ReadonlyMap<string, StoredKey[]>;
  choices: ReadonlyMap<string, DeliveryChoice>;
  authorized: ReadonlySet<string>;
  suppressed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Somebody else has the same address, inside this audience or out of it. */
  shared: ReadonlySet<string>;
}

/** One query per kind, however many recipients. */
export async function recipientFacts(sql: Sql, seal: Seal, who: readonly Recipient[]): Promise<RecipientFacts> {
  const [stored, choices, authorized, suppressed, shared] = await Promise.all([
    loadKeys(sql, who),
    loadChoices(sql, who),
    inForce(sql, who),
    scopesOf(sql, seal, who),
    sharedOf(sql, seal, who),
  ]);
  const emails = new Map(who.map((one) => [one.id, one.email]));
  const keys = new Map([...stored].map(([id, all]) => [id, keysFor(seal, all, emails.get(id))] as const));
  return { keys, choices, authorized, suppressed, shared };
}

/** What recipients' domains showed when they were last measured; asked once each. Null: never measured. */
export function openDestinations(sql: Sql): (domain: string) => Promise<Assurance | null> {
  const known = new Map<string, Promise<Assurance | null>>();
  return (domain) => {
    const asked = known.get(domain) ?? knownDestination(sql, domain).then((found) => found?.assurance ?? null);
    known.set(domain, asked);
    return asked;
  };
}

async function inForce(sql: Sql, who: readonly Recipient[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select distinct w.id from unnest(${arrayLiteral(who.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(who.map((one) => one.id))}::uuid[]) as w(lane, id)
    join authorizations a on a.lane = w.lane and a.contact_id = w.id
    where a.revoked_at is null and a.signed_at <= stepwell_now() and a.expires_at > stepwell_now()`;
  return new Set(rows.map((row) => row.id));
}

async function scopesOf(sql: Sql, seal: Seal, who: readonly Recipient[]): Promise<Map<string, Set<string>>> {
  const hashed = hashes(who, (email) => suppressionHash(seal, email));
  if (hashed.length === 0) return new Map();
  const rows = await sql<{ hash: Uint8Array; scope: string }[]>`
    select hash, scope from suppressions where hash = any(${bytes(sql, all(hashed))})`;
  const scopes = new Map<string, Set<string>>();
  for (const { hash, scope } of rows) scopes.set(hex(hash), (scopes.get(hex(hash)) ?? new Set()).add(scope));
  return new Map(hashed.flatMap(({ id, hash }) => (scopes.has(hex(hash)) ? [[id, scopes.get(hex(hash))!]] : [])));
}

/** The places an address may stand in when more than one contact has it; see store/contacts. */
const PLACES = ['email', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `email:${n}`)];

async function sharedOf(sql: Sql, seal: Seal, who: readonly Recipient[]): Promise<Set<string>> {
  const hashed = hashes(who, (email) => {
    const normal = normalizeKey('email', email);
    return normal === null ? null : seal.lookup('email', normal);
  });
  if (hashed.length === 0) return new Set();
  const rows = await sql<{ hash: Uint8Array }[]>`
    select hash from contact_keys where kind = any(${arrayLiteral(PLACES)}::text[]) and hash = any(${bytes(sql, all(hashed))})
    group by hash having count(distinct contact_id) > 1`;
  const several = new Set(rows.map((row) => hex(row.hash)));
  return new Set(hashed.filter(({ hash }) => several.has(hex(hash))).map(({ id }) => id));
}

function hashes(who: readonly Recipient[], of: (email: string) => Uint8Array | null) {
  return who.flatMap(({ id, email }) => {
    const hash = email === null ? null : of(email);
    return hash ? [{ id, hash }] : [];
  });
}

const all = (hashed: readonly { hash: Uint8Array }[]) => hashed.map(({ hash }) => Buffer.from(hash));
const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
