import { pino } from 'pino';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { BATCH } from '#engine/walker.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { readCounts } from '#store/counts/read.ts';
import type { Bench } from './bench.ts';
import { makeContacts, onGround, settle } from './ground.ts';
import { makeRawItems, runRawLoop, wakeRawItems } from './raw-loop.ts';
import { LEFT, enrollAll, publishWalk } from './walk-journey.ts';

const N = 100_000;
const DAYS = 86_400_000;

/** Contacts per second through a whole journey, against a bare loop that claims, updates and logs as many rows. */
export const bench: Bench = async ({ n: asked, say }) =>
  onGround(async (ground) => {
    const n = asked ?? N;
    const { db, seal } = ground;
    const world = openWalkWorld({ db, seal, log: pino({ level: 'silent' }) });
    const routes = makeRoutes();
    const journeyId = await publishWalk(db);
    say(`${n} contacts …`);
    const contacts = await makeContacts(ground, n);
    const enrolling = await timed(() => enrollAll(db, journeyId, contacts));

    // Half of the bare loop before the walk and half after, so that neither gains from the order.
    const half = Math.ceil(n / 2);
    const raw = async (name: string) => {
      await makeRawItems(db, name, half);
      await settle(ground);
      const before = await timed(() => runRawLoop(db, name, 'rest', LEFT.before));
      await wakeRawItems(db, name);
      await settle(ground);
      return before + (await timed(() => runRawLoop(db, name, 'done', LEFT.after)));
    };
    const drain = async () => {
      while ((await tick(world, { limit: BATCH, routes })).claimed > 0);
    };
    let rawMs = await raw('raw_before');
    await settle(ground);
    const first = await timed(drain);
    await world.advanceClock(4 * DAYS);
    await settle(ground);
    const second = await timed(drain);
    rawMs += await raw('raw_after');

    const counts = await readCounts(db.sql, journeyId);
    if (counts['done']?.exited['completed'] !== n)
      throw new Error('Not everyone arrived; the figure would be of something else.');
    const [log] = await db.sql<{ visits: number; raw: number }[]>`
      select (select count(*) from visits)::int as visits,
        (select count(*) from raw_before_log)::int + (select count(*) from raw_after_log)::int as raw`;
    const ms = first + second;
    const rawPerSecond = (2 * half) / (rawMs / 1000);
    say(
      `to the wait ${us(first, n)}, from it ${us(second, n)}, enrolling ${us(enrolling, n)}, bare loop ${us(rawMs, 2 * half)}`,
    );
    return {
      ratio: round(n / (ms / 1000) / rawPerSecond),
      n,
      perSecond: Math.round(n / (ms / 1000)),
      against: 'a bare loop that claims, updates and logs as many rows in batches of 1,000, in the same database',
      rawPerSecond: Math.round(rawPerSecond),
      rowsLogged: log!.visits,
      rawRowsLogged: log!.raw,
      enrolledPerSecond: Math.round(n / (enrolling / 1000)),
    };
  });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function us(ms: number, n: number): string {
  return `${((ms * 1000) / n).toFixed(1)} µs each`;
}

function round(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
