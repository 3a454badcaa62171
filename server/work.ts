import { startWalker } from '#engine/walker.ts';
import type { Services } from '#api/services.ts';
import { unfinishedDryRuns } from '#store/dry-runs/read.ts';
import { unfinishedImports } from '#store/imports/unfinished.ts';
import { unfinishedStarts } from '#store/starts/unfinished.ts';
import type { Cleanup } from './cleanup.ts';
import { sendAnswerNotice } from './delivery/portal-answer.ts';
import { answerKnock, sendPortalCode } from './delivery/portal-code.ts';
import { sendKeyMail } from './delivery/key-mail.ts';
import { sendSenderCode } from './delivery/sender-code.ts';
import { startDelivery } from './delivery/start.ts';
import type { Env } from './env.ts';
import type { Installation } from './installation.ts';
import { startHeartbeat } from './heartbeat.ts';
import { openInbound, startReading } from './inbound/start.ts';
import { startJobs } from './jobs.ts';
import { crontab, tasks } from './tasks.ts';
import { openKeyLookUp, openMailOut, readCertificates } from './mail-out.ts';
import { openWalkLag } from './walk-lag.ts';
import { openWalkWorld } from './walk-world.ts';
import { startWebhooks } from './webhook/start.ts';

/** Everything that works by itself: long jobs, the walk of the contacts, the sending. */
export async function startWork(env: Env, { services, url }: Installation, cleanup: Cleanup): Promise<void> {
  // First: the demo's mailbox sends what comes back to it.
  await openInbound(env, services, cleanup);
  const { transport, resolver } = await openMailOut(env, services, cleanup);
  openKeyLookUp(env, services);
  // What a crash cut short is still locked by the dead worker's job; a new job goes on from where it was.
  for (const start of await unfinishedStarts(services.db.sql))
    await services.addJob('start-journey', { start }, `start:${start}`);
  for (const importId of await unfinishedImports(services.db.sql))
    await services.addJob('import-contacts', { importId }, `import:${importId}`);
  for (const dryRun of await unfinishedDryRuns(services.db.sql))
    await services.addJob('dry-run', { dryRun }, `dry-run:${dryRun}`);
  const { watch, 'keep-watches': keepWatches, 'checkpoint-evidence': checkpoint, ...others } = tasks;
  const jobs = await startJobs(services, url, others, crontab.long);
  cleanup.add('jobs', () => jobs.stop());
  // Short ones, with a runner of their own: an import of an hour must hold up neither a code nor the watch nor a checkpoint.
  const short = await startJobs(
    services,
    url,
    {
      watch,
      'keep-watches': keepWatches,
      'checkpoint-evidence': checkpoint,
      'portal-answer': (_services, payload) => sendAnswerNotice(services, transport, payload),
      'key-mail': (_services, payload) => sendKeyMail(services, transport, payload),
      'sender-code': (_services, payload) => sendSenderCode(services, transport, payload),
      'portal-code': (_services, payload) => sendPortalCode(services, transport, payload),
      'portal-knock': (_services, payload) => answerKnock(services, transport, payload),
    },
    crontab.short,
  );
  cleanup.add('short jobs', () => short.stop());
  const lag = openWalkLag();
  const walker = startWalker(openWalkWorld(services, lag), {
    listen: (wake) => listen(services, 'stepwell_due', wake),
  });
  cleanup.add('walker', () => walker.stop());
  const delivery = await startDelivery(services, transport);
  cleanup.add('delivery', () => delivery.stop());
  const { allowPrivateNetworks, caFile } = env;
  const webhooks = await startWebhooks(services, {
    caCertificates: caFile ? [readCertificates(caFile)] : [],
    allowPrivateNetworks,
  });
  cleanup.add('webhooks', () => webhooks.stop());
  if (env.inbound) {
    const reading = await startReading(services, resolver);
    cleanup.add('reading of inbound mail', () => reading.stop());
  }
  const heartbeat = await startHeartbeat(services, lag);
  cleanup.add('heartbeat', () => heartbeat.stop());
}

async function listen({ db }: Services, channel: string, wake: () => void): Promise<{ stop(): Promise<void> }> {
  // Called also whenever it listens again after a connection that was lost: what was said meanwhile it did not hear.
  const listening = await db.sql.listen(channel, wake, wake);
  return { stop: () => listening.unlisten() };
}
