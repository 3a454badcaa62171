import { z } from 'zod';
import type { Problem } from '#core/watch/alerts.ts';
import { type Check, MINUTE } from '../check.ts';

const clock = z.object({ latest: z.number() });

/** The latest time the database ever told against the time it tells now; open until it has caught up. */
export const clockCheck: Check = {
  name: 'clock',
  codes: ['clock-set-back'],
  every: 0,
  async run({ memory, now }) {
    const read = clock.safeParse(memory);
    const latest = Math.max(now, read.success ? read.data.latest : 0);
    const backMs = Math.round(latest - now);
    const problems: Problem[] =
      backMs > 2000 ? [{ code: 'clock-set-back', subject: 'clock', details: { backMs } }] : [];
    return { problems, memory: { latest } };
  },
};

/** Workers whose own clock is far from the database's. */
export const workerClockCheck: Check = {
  name: 'worker-clocks',
  codes: ['worker-clock'],
  every: MINUTE,
  async run({ sql }) {
    const rows = await sql<{ name: string; offsetMs: number }[]>`
      select name, clock_offset as "offsetMs" from workers
      where seen_at > now() - interval '5 minutes' and abs(clock_offset) > 5000`;
    return {
      problems: rows.map(({ name, offsetMs }) => ({
        code: 'worker-clock',
        subject: `worker:${name}`,
        details: { offsetMs },
      })),
      memory: null,
    };
  },
};

/** Jobs that failed as often as they may. */
export const jobCheck: Check = {
  name: 'jobs',
  codes: ['job-failed'],
  every: MINUTE,
  async run({ sql }) {
    const rows = await sql<{ task: string; jobs: number }[]>`
      select task_identifier as task, count(*)::int as jobs from stepwell_jobs.jobs
      where attempts >= max_attempts and locked_at is null group by 1`;
    return {
      problems: rows.map(({ task, jobs }) => ({ code: 'job-failed', subject: `task:${task}`, details: { jobs } })),
      memory: null,
    };
  },
};
