import { z } from 'zod';
import { importContacts } from '#store/imports/run.ts';
import { runStart } from '#store/starts/run.ts';
import type { Task } from './jobs.ts';

/** Every long job by name. One line per job. */
export const tasks: Readonly<Record<string, Task>> = {
  'import-contacts': importContacts,
  'start-journey': (services, payload) => runStart(services, startPayload.parse(payload).start),
};

const startPayload = z.object({ start: z.uuid() });
