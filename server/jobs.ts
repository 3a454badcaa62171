import { randomUUID } from 'node:crypto';
import { Logger as JobLogger, type TaskList, run, runMigrations } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Services } from '#api/services.ts';
import type { Sql } from '#store/database.ts';

/** The job library's own schema, beside ours. */
const SCHEMA = 'stepwell_jobs';
const CONCURRENCY = 2;

/** A long job that is not a contact's walk. It may be run again after a crash, so it must continue or do nothing. */
export type Task = (services: Services, payload: unknown) => Promise<void>;

/** Brings the job library's tables up to date. */
export async function migrateJobs(url: string, log: Logger): Promise<void> {
  await runMigrations({ connectionString: url, schema: SCHEMA, logger: quiet(log) });
}

/** Queues a job; with `key`, one that is already waiting under it is replaced. Pass a transaction to queue with it. */
export async function queueJob(sql: Sql, name: string, payload: Record<string, unknown>, key?: string): Promise<void> {
  await sql`
    select stepwell_jobs.add_job(${name}, ${JSON.stringify(payload)}::text::json, job_key => ${key ?? null}, max_attempts => 10)`;
}

/**
 * Works off the jobs until stopped; a job cut short by a stop is taken up again at the next start.
 * @param chosen the jobs worked off here. A runner takes no others, so short ones that somebody waits for can have a
 *   runner of their own and never stand behind an import.
 * @param crontab jobs that come round by themselves, as the job library writes them
 */
export async function startJobs(
  services: Services,
  url: string,
  chosen: Readonly<Record<string, Task>>,
  crontab = '',
): Promise<{ stop(): Promise<void> }> {
  const taskList: TaskList = Object.fromEntries(
    Object.entries(chosen).map(([name, task]) => [name, (payload: unknown) => task(services, payload)]),
  );
  const name = `stepwell-jobs-${randomUUID()}`;
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  const runner = await run({
    connectionString: named.href,
    schema: SCHEMA,
    concurrency: CONCURRENCY,
    maxPoolSize: CONCURRENCY + 2,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: quiet(services.log),
    taskList,
    crontab,
  });
  return {
    async stop() {
      await runner.stop();
      await connectionsGone(services.db.sql, name);
    },
  };
}

/**
 * The library lets go of its connections without waiting for them, and takes its error handlers off first. A database
 * stopped at that moment would tell one of them so, and bring the process down.
 */
async function connectionsGone(sql: Sql, name: string): Promise<void> {
  for (const until = Date.now() + 5000; Date.now() < until;) {
    const [open] = await sql`select 1 from pg_stat_activity where application_name = ${name} limit 1`;
    if (!open) return;
    await new Promise((next) => setTimeout(next, 25));
  }
}

/** Job name and id only: a payload or a driver's message may hold what a log must not. */
function quiet(log: Logger): JobLogger {
  return new JobLogger((scope) => (level, _message, meta) => {
    if (level !== 'error' && level !== 'warning') return;
    const failed = meta && 'failure' in meta && meta.failure instanceof Error ? meta.failure : undefined;
    log.warn({ job: scope.jobId, task: scope.taskIdentifier, err: failed }, 'job');
  });
}
