import { pino } from 'pino';
import { makeRoutes } from '#engine/routes.ts';
import { makeForesight } from '#engine/foresight.ts';
import { walkDue } from '#engine/walk-due.ts';
import { BATCH, HANDS, POLL, startWalker } from '#engine/walker.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import type { Bench } from './bench.ts';
import { type Ground, databaseMs, onGrounds } from './ground.ts';
import { quantile, round } from './quantile.ts';
import { makeWaiting } from './waiting.ts';

const N = 10_000_000;
const FEW = 10_000;
/** Live journeys the waiting are spread over, in both databases. */
const JOURNEYS = 300;
const TICKS = 300;
/** People who fall due one by one, and the seconds over which they do. */
const DUE = { people: 500, seconds: 50 };

/**
 * An idle turn of the walker with ten million waiting and nobody due, against one with ten thousand, by turns in one
 * PostgreSQL; then how long after its time a contact among those millions is claimed, by the running walker.
 */
export const bench: Bench = async ({ n: asked, say }) =>
  onGrounds(
    ['many', 'few'],
    async ([many, few]) => {
      const n = asked ?? N;
      const step = { id: 'rest', type: 'wait-for-time', name: 'Rest', config: { mode: 'duration', duration: 'PT1H' } };
      const waiting = { journeys: JOURNEYS, step, waitingFor: 'filter' };
      await makeWaiting(many!, { ...waiting, n }, say);
      await makeWaiting(few!, { ...waiting, n: Math.min(FEW, n) }, say);
      say('idle turns …');
      const idle = { many: idler(many!), few: idler(few!) };
      for (let i = 0; i < TICKS; i++) {
        await idle.many.turn();
        await idle.few.turn();
      }
      say('people falling due …');
      const late = await lateness(many!);
      const [ms, fewMs] = [mean(idle.many.wall), mean(idle.few.wall)];
      const [databaseSpent, fewDatabaseMs] = [mean(idle.many.database), mean(idle.few.database)];
      return {
        ratio: round(Math.max(ms / fewMs, databaseSpent / fewDatabaseMs)),
        n,
        ms: round(ms),
        against: `an idle turn with ${Math.min(FEW, n)} waiting, both in ${JOURNEYS} live journeys, by the clock and by the database's time, whichever is worse; at most 2`,
        fewMs: round(fewMs),
        byClock: round(ms / fewMs),
        byDatabase: round(databaseSpent / fewDatabaseMs),
        databaseMs: round(databaseSpent),
        fewDatabaseMs: round(fewDatabaseMs),
        /** Of the turns that look, database time, for whoever wants to know what is saved. */
        lookDatabaseMs: round(quantile(idle.many.database.looking, 0.5)),
        fewLookDatabaseMs: round(quantile(idle.few.database.looking, 0.5)),
        claimedLateMs: { median: round(quantile(late, 0.5)), p99: round(quantile(late, 0.99)), people: late.length },
      };
    },
    { measured: true },
  );

/** Idle turns as a walker takes them, a second apart by a clock of its own: every fifth looks, the others apply notes only. */
function idler(ground: Ground) {
  const world = openWalkWorld({ db: ground.db, seal: ground.seal, log: pino({ level: 'silent' }) });
  const options = { limit: BATCH, routes: makeRoutes(), hands: HANDS, over: () => false };
  let clock = 0;
  const foresight = makeForesight(() => clock);
  const wall = { light: [] as number[], looking: [] as number[] };
  const database = { light: [] as number[], looking: [] as number[] };
  return {
    wall,
    database,
    async turn() {
      clock += POLL;
      const look = foresight.looks(false);
      await databaseMs(ground);
      const began = performance.now();
      const { claimed, next } = await walkDue(world, { ...options, look });
      const kind = look ? 'looking' : 'light';
      wall[kind].push(performance.now() - began);
      database[kind].push(await databaseMs(ground));
      if (next !== undefined) foresight.saw(next);
      if (claimed > 0) throw new Error('Somebody was due; the turn was not idle.');
    },
  };
}

/** What a turn costs on the whole: the median of each kind, as often as there are of it. */
function mean({ light, looking }: { light: readonly number[]; looking: readonly number[] }): number {
  const n = light.length + looking.length;
  return (quantile(light, 0.5) * light.length + quantile(looking, 0.5) * looking.length) / n;
}

/** Milliseconds between the time a contact was due and the time of the batch that took it, for each of some hundred. */
async function lateness(ground: Ground): Promise<number[]> {
  const { sql } = ground.db;
  const [{ due }] = await sql<[{ due: number }]>`
    with chosen as (
      select lane, contact_id, id,
        clock_timestamp() + interval '2 seconds' + (row_number() over () + random()) * ${DUE.seconds / DUE.people}::float8 * interval '1 second' as at
      from (select lane, contact_id, id from enrollments tablesample system (1) limit ${DUE.people}) e
    ), moved as (
      update enrollments e set due_at = c.at, entered_step_at = c.at - interval '1 hour'
      from chosen c where e.lane = c.lane and e.contact_id = c.contact_id and e.id = c.id
      returning e.id
    )
    select count(*)::int as due from moved`;
  const expected = await sql<{ id: string; at: number }[]>`
    select id, date_part('epoch', due_at) * 1000 as at from enrollments where due_at < now() + interval '1 day'`;
  if (expected.length !== due) throw new Error('Others fall due as well.');
  const world = openWalkWorld({ db: ground.db, seal: ground.seal, log: pino({ level: 'silent' }) });
  const walker = startWalker(world, {
    listen: async (wake) => {
      const listening = await sql.listen('stepwell_due', wake);
      return { stop: () => listening.unlisten() };
    },
  });
  try {
    for (let left = due; left > 0;) {
      await new Promise((next) => setTimeout(next, 500));
      const [row] = await sql<[{ n: number }]>`select count(*)::int as n from visits`;
      left = due - row.n;
    }
  } finally {
    await walker.stop();
  }
  const taken = await sql<{ id: string; at: number }[]>`
    select enrollment_id as id, date_part('epoch', left_at) * 1000 as at from visits where step = 'rest'`;
  const at = new Map(taken.map((row) => [row.id, row.at]));
  return expected.map((one) => at.get(one.id)! - one.at);
}
