import { pino } from 'pino';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { BATCH } from '#engine/walker.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { readCounts } from '#store/counts/read.ts';
import type { Bench } from './bench.ts';
import { makeContacts, onGround, settle } from './ground.ts';
import { makeRawItems, rawBatch, wakeRawItems } from './raw-loop.ts';
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
    const [, enrolling] = await timed(() => enrollAll(db, journeyId, contacts));

    await makeRawItems(db, n);
    const spent = { walk: 0, raw: 0 };
    // Turn and turn about, so that whatever else the machine does meets both alike.
    const phase = async (to: string, logs: number) => {
      await settle(ground);
      for (let busy = true; busy;) {
        const [claimed, walkMs] = await timed(async () => (await tick(world, { limit: BATCH, routes })).claimed);
        let moved = 0;
        const [, rawMs] = await timed(async () => {
          while (moved < BATCH) {
            const n = await rawBatch(db, to, logs);
            if (n === 0) return;
            moved += n;
          }
        });
        spent.walk += walkMs;
        spent.raw += rawMs;
        busy = claimed > 0 || moved > 0;
      }
      say(`to ${to}: walk ${us(spent.walk, n)}, bare loop ${us(spent.raw, n)}`);
    };
    await phase('rest', LEFT.before);
    await world.advanceClock(4 * DAYS);
    await wakeRawItems(db);
    await phase('end', LEFT.after);

    const counts = await readCounts(db.sql, journeyId);
    if (counts['done']?.exited['completed'] !== n)
      throw new Error('Not everyone arrived; the figure would be of something else.');
    const [log] = await db.sql<{ visits: number; raw: number }[]>`
      select (select count(*) from visits)::int as visits, (select count(*) from raw_log)::int as raw`;
    return {
      ratio: Math.round((spent.raw / spent.walk) * 1000) / 1000,
      n,
      perSecond: Math.round(n / (spent.walk / 1000)),
      against:
        'a bare loop that claims, updates and logs as many rows in batches of 1,000, by turns in the same database',
      rawPerSecond: Math.round(n / (spent.raw / 1000)),
      rowsLogged: log!.visits,
      rawRowsLogged: log!.raw,
      enrolledPerSecond: Math.round(n / (enrolling / 1000)),
    };
  });

async function timed<T>(work: () => Promise<T>): Promise<[result: T, ms: number]> {
  const began = performance.now();
  const result = await work();
  return [result, performance.now() - began];
}

function us(ms: number, n: number): string {
  return `${((ms * 1000) / n).toFixed(1)} µs each so far`;
}
