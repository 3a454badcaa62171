import { startWalker } from '#engine/walker.ts';
import type { Services } from '#api/services.ts';
import { unfinishedDryRuns } from '#store/dry-runs/read.ts';
import { unfinishedImports } from '#store/imports/unfinished.ts';
import { unfinishedStarts } from '#store/starts/unfinished.ts';
import type { Cleanup } from './cleanup.ts';
import { sendPortalCode } from './delivery/portal-code.ts';
import { startDelivery } from './delivery/start.ts';
import type { Env } from './env.ts';
import type { Installation } from './installation.ts';
import { startJobs } from './jobs.ts';
import { crontab, tasks, watchCrontab, watchTasks } from './tasks.ts';
import { openMailOut, readCertificates } from './mail-out.ts';
import { openWalkWorld } from './walk-world.ts';
import { startWebhooks } from './webhook/start.ts';

/** Everything that works by itself: long jobs, the walk of the contacts, the sending. */
export async function startWork(env: Env, { services, url }: Installation, cleanup: Cleanup): Promise<void> {
  const transport = await openMailOut(env, services, cleanup);
  // What a crash cut short is still locked by the dead worker's job; a new job goes on from where it was.
  for (const start of await unfinishedStarts(services.db.sql))
    await services.addJob('start-journey', { start }, `start:${start}`);
  for (const importId of await unfinishedImports(services.db.sql))
    await services.addJob('import-contacts', { importId }, `import:${importId}`);
  for (const dryRun of await unfinishedDryRuns(services.db.sql))
    await services.addJob('dry-run', { dryRun }, `dry-run:${dryRun}`);
  const jobs = await startJobs(services, url, tasks, crontab);
  cleanup.add('jobs', () => jobs.stop());
  const codes = await startJobs(services, url, {
    'portal-code': (_services, payload) => sendPortalCode(services, transport, payload),
  });
  cleanup.add('portal codes', () => codes.stop());
  const watches = await startJobs(services, url, watchTasks, watchCrontab);
  cleanup.add('watches', () => watches.stop());
  const walker = startWalker(openWalkWorld(services), { listen: (wake) => listen(services, 'stepwell_due', wake) });
  cleanup.add('walker', () => walker.stop());
  const delivery = await startDelivery(services, transport);
  cleanup.add('delivery', () => delivery.stop());
  const { allowPrivateNetworks, caFile } = env;
  const webhooks = await startWebhooks(services, {
    caCertificates: caFile ? [readCertificates(caFile)] : [],
    allowPrivateNetworks,
  });
  cleanup.add('webhooks', () => webhooks.stop());
}

async function listen({ db }: Services, channel: string, wake: () => void): Promise<{ stop(): Promise<void> }> {
  const listening = await db.sql.listen(channel, wake);
  return { stop: () => listening.unlisten() };
}
