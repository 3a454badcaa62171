import type { mailTasks } from './mail-tasks.ts';
import { type Pool, type PoolOptions, openPool } from './pool.ts';

/** The threads in which mail is signed and sealed. */
export type MailThreads = Pool<typeof mailTasks>;

/** None starts before the first job, so having them costs nothing. */
export function openMailThreads(options: PoolOptions = {}): MailThreads {
  return openPool<typeof mailTasks>(new URL('./mail-thread.ts', import.meta.url), options);
}
