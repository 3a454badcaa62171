import type { Problem } from '#core/watch/alerts.ts';
import { isAway } from '#store/is-away.ts';
import { now as databaseNow } from '#store/clock/now.ts';
import type { Database } from '#store/database.ts';
import { raiseAlerts, settleAlerts } from './alerts.ts';
import type { Check } from './check.ts';
import { auditCheck, evidenceCheck } from './checks/chains.ts';
import { suspectedCheck } from './checks/destinations.ts';
import { hereCheck } from './checks/here.ts';
import { keysCheck } from './checks/keys.ts';
import { complaintCheck, unreadCheck } from './checks/inbound.ts';
import { leaseCheck, outboxCheck, stateCheck } from './checks/messages.ts';
import { endlessCheck, setAsideCheck, stoppedCheck, unheardCheck } from './checks/people.ts';
import { clockCheck, jobCheck, workerClockCheck } from './checks/platform.ts';
import { recountCheck } from './checks/recount.ts';
import { stuckCheck } from './checks/stuck.ts';

/** Everything watched over. One line per check. */
export const checks: readonly Check[] = [
  clockCheck,
  stoppedCheck,
  hereCheck,
  stuckCheck,
  endlessCheck,
  setAsideCheck,
  unheardCheck,
  leaseCheck,
  outboxCheck,
  stateCheck,
  suspectedCheck,
  evidenceCheck,
  auditCheck,
  workerClockCheck,
  jobCheck,
  recountCheck,
  keysCheck,
  unreadCheck,
  complaintCheck,
];

interface Watcher {
  db: Pick<Database, 'sql'>;
  log: { warn(fields: object, message: string): void };
}

/** Two runs at once would remember each other's places wrongly. */
const LOCK = 7_230_722;
const KEPT = '90 days';

/**
 * One round of the watch: runs the checks whose time it is, each in a transaction of its own, raises what they found
 * and resolves what is so no more. A check that fails is itself reported, and the others go on.
 * @param thorough runs every check over everything, whatever it takes.
 * @returns what is wrong now, as far as this round looked; null when another round was under way.
 */
export async function watch(
  { db, log }: Watcher,
  { thorough = false, only = checks }: { thorough?: boolean; only?: readonly Check[] } = {},
): Promise<Problem[] | null> {
  const found: Problem[] = [];
  for (const check of only) {
    try {
      const problems = await runOne(db, check, thorough);
      if (problems === 'elsewhere') return null;
      found.push(...problems);
    } catch (error) {
      if (isAway(error)) throw error;
      const problem = error instanceof Error && 'code' in error ? String(error.code) : nameOf(error);
      log.warn({ check: check.name, problem }, 'a check failed');
      const failed: Problem = { code: 'check-failed', subject: `check:${check.name}`, details: { problem } };
      await raiseAlerts(db.sql, [failed]);
      found.push(failed);
    }
  }
  await db.sql`delete from alerts where resolved_at < stepwell_now() - ${KEPT}::interval`;
  return found;

  function nameOf(error: unknown): string {
    return error instanceof Error ? error.name : 'unknown';
  }
}

async function runOne(db: Watcher['db'], check: Check, thorough: boolean): Promise<readonly Problem[] | 'elsewhere'> {
  const began = performance.now();
  const [problems] = await db.sql.begin(async (sql): Promise<[readonly Problem[] | 'elsewhere']> => {
    const [lock] = await sql<{ free: boolean }[]>`select pg_try_advisory_xact_lock(${LOCK}) as free`;
    if (!lock?.free) return ['elsewhere'];
    const now = await databaseNow(sql);
    const [last] = await sql<{ memory: unknown; age: number }[]>`
      select memory, date_part('epoch', now() - ran_at)::float8 * 1000 as age from watch_memory where "check" = ${check.name}`;
    // A little early is on time: the job that calls comes round by the minute, give or take.
    if (last && !thorough && last.age >= 0 && last.age < check.every - 15_000) return [[]];
    const result = await check.run({ sql, memory: last?.memory ?? null, now, thorough });
    await raiseAlerts(sql, result.problems);
    await settleAlerts(sql, check.codes, result.problems, result.subjects);
    await settleAlerts(sql, ['check-failed'], [], [`check:${check.name}`]);
    await sql`
      insert into watch_memory ("check", memory, ran_at, took_ms)
      values (${check.name}, ${JSON.stringify(result.memory)}::text::jsonb, now(), ${Math.round(performance.now() - began)})
      on conflict ("check") do update set memory = excluded.memory, ran_at = excluded.ran_at, took_ms = excluded.took_ms`;
    return [result.problems];
  });
  return problems;
}
