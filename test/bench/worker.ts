import { pino } from 'pino';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { BATCH } from '#engine/walker.ts';
import { makeSeal } from '#seal/seal.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { openDatabase } from '#store/database.ts';

// A worker by itself, for memory.ts: walks all there is, four days on walks it again, and says what it took.
const [data, index] = (process.env['KEYS'] ?? '').split(':').map((key) => Buffer.from(key, 'hex'));
const db = openDatabase(process.env['DATABASE_URL'] ?? '', 4);
const seal = makeSeal(new Map([[1, data!]]), index!);
const world = openWalkWorld({ db, seal, log: pino({ level: 'silent' }) });
const routes = makeRoutes();
const began = performance.now();
let claimed = 0;
for (let days = 0; days < 2; days++) {
  for (let more = 1; more > 0; claimed += more) more = (await tick(world, { limit: BATCH, routes })).claimed;
  await world.advanceClock(4 * 86_400_000);
}
const perSecond = Math.round(claimed / 2 / ((performance.now() - began) / 1000));
await db.close();
const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ maxRssMb, perSecond, claimed }));
