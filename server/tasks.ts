import { z } from 'zod';
import { makeCheckpoint } from '#store/evidence/make-checkpoint.ts';
import { keepWatches } from '#store/entries/keep-watches.ts';
import { purgeInbound } from '#store/inbound/purge.ts';
import { importContacts } from '#store/imports/run.ts';
import { purgeExpired } from '#store/portal/purge-expired.ts';
import { runStart } from '#store/starts/run.ts';
import { watch } from '#store/watch/run.ts';
import { checkKeys } from './delivery/check-keys.ts';
import type { Task } from './jobs.ts';
import { recheckSenders } from './senders/recheck.ts';
import { runDryRun } from './rehearsal/dry-run.ts';

/** Every long job by name. One line per job. */
export const tasks = {
  'check-keys': async (services) => void (await checkKeys(services)),
  'dry-run': (services, payload) => runDryRun(services, dryRunPayload.parse(payload).dryRun),
  'import-contacts': importContacts,
  'purge-inbound': async ({ db }) => purgeInbound(db.sql),
  'purge-portal': async ({ db }) => void (await purgeExpired(db.sql)),
  'start-journey': (services, payload) => runStart(services, startPayload.parse(payload).start),
  // Goes on until nothing is left: what is killed is taken up by the next.
  'keep-watches': async (services) => void (await keepWatches(services, Infinity)),
  'checkpoint-evidence': async ({ db, seal }) => void (await makeCheckpoint(db.sql, seal)),
  'check-senders': recheckSenders,
  watch: async (services) => void (await watch(services)),
} satisfies Readonly<Record<string, Task>>;

/**
 * When jobs come round by themselves: long ones, and short ones that must not wait behind them. Rules that time changes
 * are looked at every hour; days are covered once a day, when less than half of one is left.
 */
export const crontab = {
  long: [
    '*/10 * * * * purge-portal',
    '23 * * * * check-senders',
    '37 * * * * check-keys',
    '23 3 * * * purge-inbound',
  ].join('\n'),
  short: ['* * * * * watch ?max=1&jobKey=watch', '*/15 * * * * checkpoint-evidence', '7 * * * * keep-watches'].join(
    '\n',
  ),
};

const dryRunPayload = z.object({ dryRun: z.uuid() });
const startPayload = z.object({ start: z.uuid() });
