import { drizzle } from 'drizzle-orm/postgres-js';
import { pino } from 'pino';
import postgres from 'postgres';
import { makeRoutes } from '#engine/routes.ts';
import { walkDue } from '#engine/walk-due.ts';
import { BATCH } from '#engine/walker.ts';
import { makeSeal } from '#seal/seal.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import type { Answer, Order } from './worker-process.ts';

// A worker in a process of its own, so that its memory is its own: walks when told to, and says what it took.
const [data, index] = (process.env['KEYS'] ?? '').split(':').map((key) => Buffer.from(key, 'hex'));
let statements = 0;
const sql = postgres(process.env['DATABASE_URL'] ?? '', { max: 4, onnotice: () => {}, debug: () => statements++ });
const db = { sql, orm: drizzle(sql), close: () => sql.end({ timeout: 5 }) };
const seal = makeSeal(new Map([[1, data!]]), index!);
const world = openWalkWorld({ db, seal, log: pino({ level: 'silent' }) });
const routes = makeRoutes();

process.on('message', (order: Order) => {
  void obey(order).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => void db.close());

/** Walks until at least so many were claimed, or nobody is due. */
async function obey({ atLeast, hands }: Order): Promise<Answer> {
  const before = statements;
  const began = performance.now();
  const { claimed } = await walkDue(world, { limit: BATCH, routes, hands, over: (sofar) => sofar >= atLeast });
  const ms = performance.now() - began;
  return {
    claimed,
    ms,
    statements: statements - before,
    maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
