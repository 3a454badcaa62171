import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enterPending } from '#store/entries/enter-pending.ts';
import { keepWatches } from '#store/entries/keep-watches.ts';
import { recordCustomEvents } from '#store/events/record-custom.ts';
import { createStart } from '#store/starts/create.ts';
import { runStart } from '#store/starts/run.ts';
import type { Sql } from '#store/database.ts';
import { dyingSql, entryRig, Killed } from './support.ts';
import { withSeeds } from '#test/support/seeds.ts';

/**
 * Any interleaving of triggers, restarts and workers: exactly one enrollment per (journey, contact, entry key) for each
 * reason there was, none without one, and the counters agree. A failing seed is printed and replays.
 */
const rig = await entryRig();
const { db, sql, seal, newId, put, join, leave, journey } = rig;
const PEOPLE = 6;
const log = { warn: () => {} };

type Act =
  | { kind: 'join' | 'leave' | 'gold' | 'silver'; who: number }
  | { kind: 'event'; who: number; key: number }
  | { kind: 'start' };

const who = fc.nat({ max: PEOPLE - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const, 'gold' as const, 'silver' as const), who }),
  fc.record({ kind: fc.constant('event' as const), who, key: fc.nat({ max: 2 }) }),
  fc.constant({ kind: 'start' as const }),
);
let round = 0;

/** A worker that dies at the statements it is told to, and is started again, until told to stop. */
async function worker(deaths: readonly number[], life: { over: boolean }): Promise<void> {
  for (let turn = 0; !life.over || turn === 0; turn++) {
    const at = deaths[turn % Math.max(1, deaths.length)] ?? Infinity;
    const mortal = dyingSql(sql, at);
    try {
      await enterPending({ db: { sql: mortal }, seal, log }, async () => {});
      await keepWatches({ db: { sql: mortal }, seal }, 50);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    await new Promise((next) => setImmediate(next));
  }
}

async function play(acts: readonly Act[], deaths: readonly number[][]): Promise<void> {
  const name = `round ${++round}`;
  const list = await rig.list(name);
  const everyone = await rig.list(`${name} all`);
  await rig.segment(`${name} golden`, {
    all: [{ list: `${name} all` }, { attribute: 'plan', op: 'eq', value: 'gold' }],
  });
  const email = (i: number) => `r${round}.p${i}@clearlake.example`;
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, (_, i) => put(email(i), { visit: `own ${i}`, plan: 'Silver' })),
  );
  await join(
    everyone,
    people.map(({ id }) => id),
  );
  const ways = [
    { type: 'manual', config: {} },
    { type: 'list-joined', config: { list: name } },
    { type: 'segment-entered', config: { segment: `${name} golden` } },
    { type: 'api-event', config: { name } },
  ];
  const once = await journey(`${name} once`, ways);
  const keyed = await journey(`${name} keyed`, ways, { reentry: { key: 'visit' } });
  await rig.keep();

  const expectedOnce = new Set<string>();
  const expectedKeyed = new Set<string>();
  const enters = (i: number, key: string) => {
    expectedOnce.add(people[i]!.id);
    expectedKeyed.add(`${people[i]!.id} ${key}`);
  };
  const life = { over: false };
  const workers = deaths.map((at) => worker(at, life));
  const doing = acts.map(async (one): Promise<void> => {
    if (one.kind === 'start') {
      people.forEach((_, i) => enters(i, `own ${i}`));
      for (const journeyId of [once, keyed]) {
        const start = await createStart(sql, { journeyId, audience: { list: `${name} all` }, total: PEOPLE, by: null });
        await Promise.all([startAgain(start, deaths[0] ?? []), startAgain(start, deaths[1] ?? [])]);
      }
      return;
    }
    const { id } = people[one.who]!;
    if (one.kind === 'join') {
      enters(one.who, `own ${one.who}`);
      await join(list, [id]);
    } else if (one.kind === 'leave') await leave(list, [id]);
    else if (one.kind === 'event') {
      enters(one.who, `event ${one.key}`);
      await recordEvent(id, name, `event ${one.key}`);
    } else await put(email(one.who), { plan: one.kind === 'gold' ? 'Gold' : 'Silver' });
  });
  await Promise.all(doing);
  life.over = true;
  await Promise.all(workers);
  // Whether someone was seen gold between two changes depends on when a worker looked; who is gold now was.
  const golden = await sql<{ id: string }[]>`
    select m.contact_id as id from watched_members m join segments s on s.id = m.segment_id where s.name = ${`${name} golden`}`;
  await rig.settle();
  const rows = await sql<{ journey: string; id: string; key: string }[]>`
    select journey_id as journey, contact_id as id, entry_key as key from enrollments where journey_id in (${once}, ${keyed})`;
  const inOnce = rows.filter((row) => row.journey === once).map(({ id }) => id);
  const inKeyed = rows.filter((row) => row.journey === keyed);
  expect(new Set(inOnce).size).toBe(inOnce.length);
  expect(new Set(inKeyed.map(({ id, key }) => `${id} ${key}`)).size).toBe(inKeyed.length);
  const mayGold = new Set(acts.flatMap((one) => (one.kind === 'gold' ? [people[one.who]!.id] : [])));
  for (const id of expectedOnce) expect(inOnce).toContain(id);
  for (const id of inOnce) expect(expectedOnce.has(id) || mayGold.has(id)).toBe(true);
  for (const { id } of golden) expect(inOnce).toContain(id);
  for (const [i, { id }] of people.entries()) {
    const own = inKeyed.filter((row) => row.id === id).length;
    const reasons = [...expectedKeyed].filter((entry) => entry.startsWith(id));
    const byGold = mayGold.has(id) && !reasons.includes(`${id} own ${i}`) ? 1 : 0;
    expect(own).toBeGreaterThanOrEqual(reasons.length);
    expect(own).toBeLessThanOrEqual(reasons.length + byGold);
  }
  expect(await rig.counted(once)).toBe(inOnce.length);
  expect(await rig.counted(keyed)).toBe(inKeyed.length);
  expect(await sql`select 1 from entry_notes`).toHaveLength(0);
  await sql`update journeys set state = 'ended' where id in (${once}, ${keyed})`;
}

async function startAgain(start: string, deaths: readonly number[]): Promise<void> {
  for (const at of [...deaths.map((one) => one + 2), Infinity]) {
    const mortal = { ...db, sql: dyingSql(sql, at) };
    try {
      await runStart({ db: mortal, seal, now: rig.now }, start, 2);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

async function recordEvent(id: string, name: string, visit: string): Promise<void> {
  await db.sql.begin((tx: Sql) =>
    recordCustomEvents({ sql: tx, seal, newId }, [{ contact: { id }, name, properties: { visit } }], null),
  );
}

describe('exactly one enrollment per journey, contact and entry key', () => {
  it('whatever happens in whatever order, with workers that die anywhere', async () => {
    const lives = fc.asyncProperty(
      fc.array(act, { minLength: 3, maxLength: 14 }),
      fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 6 }), { minLength: 2, maxLength: 3 }),
      play,
    );
    await withSeeds([11, 12], 27, (draw) => fc.assert(lives, draw));
  }, 120_000);
});
