import { z } from 'zod';
import { importContacts } from '#store/imports/run.ts';
import { purgeExpired } from '#store/portal/purge-expired.ts';
import { runStart } from '#store/starts/run.ts';
import { watch } from '#store/watch/run.ts';
import type { Task } from './jobs.ts';

/** Every long job by name. One line per job. */
export const tasks = {
  'import-contacts': importContacts,
  'purge-portal': async ({ db }) => void (await purgeExpired(db.sql)),
  'start-journey': (services, payload) => runStart(services, startPayload.parse(payload).start),
  watch: async (services) => void (await watch(services)),
} satisfies Readonly<Record<string, Task>>;

/** When jobs come round by themselves: long ones, and short ones that must not wait behind them. */
export const crontab = { long: '*/10 * * * * purge-portal', short: '* * * * * watch ?max=1&jobKey=watch' };

const startPayload = z.object({ start: z.uuid() });
