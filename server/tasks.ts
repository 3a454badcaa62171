import { z } from 'zod';
import { keepWatches } from '#store/entries/keep-watches.ts';
import { importContacts } from '#store/imports/run.ts';
import { purgeExpired } from '#store/portal/purge-expired.ts';
import { runStart } from '#store/starts/run.ts';
import type { Task } from './jobs.ts';
import { runDryRun } from './rehearsal/dry-run.ts';

/** Every long job by name. One line per job. */
export const tasks: Readonly<Record<string, Task>> = {
  'dry-run': (services, payload) => runDryRun(services, dryRunPayload.parse(payload).dryRun),
  'import-contacts': importContacts,
  'purge-portal': async ({ db }) => void (await purgeExpired(db.sql)),
  'start-journey': (services, payload) => runStart(services, startPayload.parse(payload).start),
};

/** Short ones, which somebody may wait for: they have a runner of their own and never stand behind an import. */
export const watchTasks: Readonly<Record<string, Task>> = {
  // Goes on until nothing is left: what is killed is taken up by the next.
  'keep-watches': async (services) => void (await keepWatches(services, Infinity)),
};

/** When jobs come round by themselves. */
export const crontab = '*/10 * * * * purge-portal';
/** Rules that time changes are looked at every hour; days are covered once a day, when less than half of one is left. */
export const watchCrontab = '7 * * * * keep-watches';

const dryRunPayload = z.object({ dryRun: z.uuid() });
const startPayload = z.object({ start: z.uuid() });
