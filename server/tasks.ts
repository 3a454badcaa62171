import type { Task } from './jobs.ts';

/** Every long job by name. One line per job. */
export const tasks: Readonly<Record<string, Task>> = {};
