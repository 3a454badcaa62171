import type { Logger } from 'pino';
import { appRouter } from '#api/router.ts';
import type { Services } from '#api/services.ts';
import { assertGuarded } from '#api/trpc.ts';
import { seed } from '#db/seed/seed.ts';
import { type DemoSignIn, ensureDemoSignIns } from '#identity/demo.ts';
import type { Env } from './env.ts';
import type { Cleanup } from './cleanup.ts';
import { openInstallation } from './installation.ts';
import { startWeb } from './web.ts';
import { startWork } from './work.ts';

/** `web` answers requests, `worker` walks, sends and runs jobs, `both` is one process doing all of it. */
export type ServerRole = 'web' | 'worker' | 'both';

export interface Ready {
  url: string;
  /** The demo's accounts; none elsewhere. */
  signIns: DemoSignIn[];
}

/**
 * Starts Stepwell: database, migrations, keys, then what the role asks for. Each part hands its stop to `cleanup`,
 * so that a start that fails or is called off half-way leaves nothing running.
 *
 * @throws StartError with one clear line; Stopped when called off.
 */
export async function start(env: Env, role: ServerRole, log: Logger, cleanup: Cleanup): Promise<Ready> {
  assertGuarded(appRouter);
  const { services, url } = await openInstallation(env, log, cleanup, { owner: true });
  cleanup.check();
  const signIns = env.demo ? await ensureDemoSignIns(services) : [];
  if (env.demo && env.demoContacts > 0 && role !== 'web') await seedOnce(env, services, cleanup);
  cleanup.check();
  if (role !== 'web') await startWork(env, { services, url }, cleanup);
  cleanup.check();
  if (role !== 'worker') await startWeb(env, services, cleanup);
  cleanup.check();
  return { url: env.publicUrl, signIns };
}

async function seedOnce(env: Env, services: Services, { signal }: Cleanup): Promise<void> {
  await seed(services, {
    contacts: env.demoContacts,
    signal,
    say: (what) => process.stderr.write(`Making the demo, once: ${what} …\n`),
  });
}
