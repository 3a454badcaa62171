import { z } from 'zod';
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

/** When jobs come round by themselves. */
export const crontab = '*/10 * * * * purge-portal';

const dryRunPayload = z.object({ dryRun: z.uuid() });
const startPayload = z.object({ start: z.uuid() });
