import type { Services } from '#api/services.ts';
import { uuidv7 } from '#core/id.ts';
import { laneOf } from '#core/lane.ts';
import type { AssumedEvent } from '#core/run/happen.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytesLiteral } from '#store/bytes.ts';
import { addressHash } from '#store/recipient-keys/address-hash.ts';
import { sealValues } from '#store/contacts/open.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';

export interface Person {
  lane: number;
  id: string;
  values: Record<string, AttributeValue>;
  /** What happens to them, whatever they are sent. */
  events: AssumedEvent[];
}

export const DAY = 86_400_000;
const MINUTE = 60_000;

/** Every kind of mailbox the selector tells apart; the last was never measured. */
export const DOMAINS = [
  { domain: 'clearlake.example', assurance: 'T2', best: 'T2' },
  { domain: 'selfsigned.example', assurance: 'T1', best: 'T1' },
  { domain: 'oldmail.example', assurance: 'T0', best: 'T0' },
  { domain: 'fallen.example', assurance: 'T1', best: 'T2' },
  { domain: 'unknown.example', assurance: null, best: null },
] as const;

const ZONES = ['America/Chicago', 'America/Los_Angeles', 'Asia/Kolkata', 'Nowhere/At all', null];
const STATES = ['TX', 'CA', 'NY', null];

/**
 * `n` people who differ in all that a walk and the selector look at, each with a life of their own. Stable for a seed.
 * Nobody's event falls on a full minute, where waits end: which of two at one instant comes first is nobody's promise.
 */
export async function makePeople(services: Services, n: number, seed: number, start: number): Promise<Person[]> {
  const random = mulberry32(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const people: Person[] = [];
  for (let i = 0; i < n; i++) {
    // The same for a seed: what people do hangs on their ids.
    const id = uuidv7(
      start - 400 * DAY + i,
      Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256)),
    );
    const bad = random() < 0.01;
    const domain = random() < 0.6 ? DOMAINS[0].domain : pick(DOMAINS).domain;
    const values: Record<string, AttributeValue> = {
      email: bad ? 'not an address' : `p.${i}@${domain}`,
      first_name: random() < 0.02 ? null : 'Pat',
      last_name: `Number${i}`,
      timezone: pick(ZONES),
      state: pick(STATES),
      age: 20 + Math.floor(random() * 60),
      medication: random() < 0.03 ? null : 'atorvastatin',
      substance: 'none',
      appointment: random() < 0.1 ? null : appointmentOf(random, start),
    };
    const events: AssumedEvent[] = [];
    // A few moments for all: what costs a real run is how many there are.
    const at = (days: readonly number[], offset: number) => start + pick(days) * DAY + offset;
    if (random() < 0.3)
      events.push({ kind: 'custom', name: 'visit.booked', at: at([1, 6, 11, 17, 24], 37 * MINUTE + 1_007) });
    if (random() < 0.04) events.push({ kind: 'custom', name: 'member.left', at: at([2, 9, 16], 91 * MINUTE + 3_011) });
    if (random() < 0.08)
      events.push({
        kind: 'attribute',
        attribute: 'appointment',
        value: random() < 0.2 ? null : appointmentOf(random, start + 3 * DAY),
        at: at([1, 3, 7], 53 * MINUTE + 5_023),
      });
    if (random() < 0.05)
      events.push({ kind: 'attribute', attribute: 'state', value: 'CA', at: at([4, 12], 71 * MINUTE + 7_001) });
    if (random() < 0.03)
      events.push({
        kind: 'attribute',
        attribute: 'timezone',
        value: 'Europe/Berlin',
        at: at([2, 5], 43 * MINUTE + 9_041),
      });
    people.push({ lane: laneOf(id), id, values, events });
  }
  await insert(services, people);
  await give(services, people, random, start);
  return people;
}

/** Some in the past, some over the night clocks change, on a few dates for all. */
function appointmentOf(random: () => number, start: number): string {
  const days = [-3, 5, 6, 12, 20];
  const day = new Date(start + days[Math.floor(random() * days.length)]! * DAY).toISOString().slice(0, 10);
  return random() < 0.5 ? `${day}T15:30:00` : `${day}T02:30:00`;
}

async function insert({ db: { sql }, seal }: Services, people: readonly Person[]): Promise<void> {
  for (let from = 0; from < people.length; from += 2000) {
    const rows = people.slice(from, from + 2000).map(({ id, lane, values }) => {
      const key = seal.newContactKey(id);
      const sealed = Buffer.from(sealValues(seal, key, values));
      return { id, lane, sealed, wrapped: Buffer.from(key.wrappedKey), version: key.keyVersion };
    });
    await sql`
      insert into contacts (lane, id, sealed, wrapped_key, key_version)
      select u.* from unnest(
        ${arrayLiteral(rows.map((row) => row.lane))}::smallint[], ${arrayLiteral(rows.map((row) => row.id))}::uuid[],
        ${arrayLiteral(rows.map((row) => `\\x${row.sealed.toString('hex')}`))}::bytea[],
        ${arrayLiteral(rows.map((row) => `\\x${row.wrapped.toString('hex')}`))}::bytea[],
        ${arrayLiteral(rows.map((row) => row.version))}::int[]) as u`;
  }
}

/** Memberships, keys (some run out on the way), suppressions, and authorizations that begin and end on the way. */
async function give({ db: { sql }, seal }: Services, people: readonly Person[], random: () => number, start: number) {
  await sql`insert into lists (id, name) values (${LIST}, 'Members')`;
  await sql`insert into segments (id, name, filter) values (${SET}, 'Warm', null)`;
  await sql`insert into segments (id, name, filter) values
    (${RULE}, 'Seniors', '{"attribute":"age","op":"gte","value":65}'::jsonb)`;
  const some = (share: number) => people.filter(() => random() < share);
  const columns = (of: readonly Person[]) => sql`unnest(${arrayLiteral(of.map((one) => one.lane))}::smallint[],
    ${arrayLiteral(of.map((one) => one.id))}::uuid[]) as w(lane, id)`;
  await sql`insert into list_members (lane, contact_id, list_id) select lane, id, ${LIST}::uuid from ${columns(some(0.4))}`;
  await sql`insert into segment_members (lane, contact_id, segment_id) select lane, id, ${SET}::uuid from ${columns(some(0.1))}`;
  const addressed = (of: readonly Person[]) => sql`unnest(${arrayLiteral(of.map((one) => one.lane))}::smallint[],
    ${arrayLiteral(of.map((one) => one.id))}::uuid[],
    ${bytesLiteral(of.map((one) => addressHash(seal, String(one.values['email']))))}::bytea[]) as w(lane, id, address)`;
  for (const [kind, share, expires] of [
    ['pgp', 0.03, null],
    ['smime', 0.03, start + 4 * DAY],
  ] as const)
    await sql`
      insert into recipient_keys (lane, contact_id, kind, fingerprint, source, state, proof, attestation, sealed, address,
        expires_at, found_at, verified_at)
      select lane, id, ${kind}, ${`${kind}-of-theirs`}, 'enrolled', 'enrolled', 'attested', 'demo', '\\x00'::bytea, address,
        to_timestamp(${expires}::float8 / 1000), stepwell_now(), stepwell_now() from ${addressed(some(share))}`;
  const spans = [
    [0.3, -10 * DAY, 400 * DAY],
    [0.2, -10 * DAY, 5 * DAY],
  ] as const;
  for (const [n, [share, from, to]] of spans.entries())
    await sql`
      insert into authorizations (lane, contact_id, id, sealed, signed_at, expires_at)
      select lane, id, ${`a${n}`}, '\\x00'::bytea, to_timestamp(${(start + from) / 1000}::float8),
        to_timestamp(${(start + to) / 1000}::float8) from ${columns(some(share))}`;
  for (const scope of ['all', 'commercial'] as const) {
    const hashes = some(0.02).flatMap(({ values }) => {
      const hash = suppressionHash(seal, values['email']);
      return hash ? [`\\x${Buffer.from(hash).toString('hex')}`] : [];
    });
    await sql`insert into suppressions (hash, scope, reason)
      select distinct h, ${scope}, 'test' from unnest(${arrayLiteral(hashes)}::bytea[]) as h on conflict do nothing`;
  }
  for (const { domain, assurance, best } of DOMAINS)
    if (assurance)
      await sql`insert into destinations (domain, assurance, best, details, measured_at)
        values (${domain}, ${assurance}, ${best}, '{}'::jsonb, stepwell_now())`;
}

const LIST = '00000000-0000-7000-8000-00000000001a';
const SET = '00000000-0000-7000-8000-00000000001b';
const RULE = '00000000-0000-7000-8000-00000000001c';

export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
