import type { Services } from '#api/services.ts';
import { openCleanup } from '../cleanup.ts';
import { readEnv } from '../env.ts';
import { openInstallation } from '../installation.ts';
import { openLog } from '../log.ts';

/**
 * Runs a command's work on the same installation the server uses, whether that is running or not. Ctrl-C ends the
 * command after what it began is closed.
 */
export async function withServices(work: (services: Services, signal: AbortSignal) => Promise<void>): Promise<number> {
  const env = readEnv(process.env);
  const log = openLog(env.logLevel);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
  const cleanup = openCleanup(stop.signal, log);
  try {
    const { services } = await openInstallation(env, log, cleanup, { owner: false });
    await work(services, stop.signal);
  } finally {
    await cleanup.run();
  }
  return stop.signal.aborted ? 130 : 0;
}
