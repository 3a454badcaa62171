import type { Logger } from 'pino';
import { appRouter } from '#api/router.ts';
import { assertGuarded } from '#api/trpc.ts';
import { openAuth } from '#identity/auth.ts';
import { type DemoSignIn, ensureDemoSignIns } from '#identity/demo.ts';
import type { Env } from './env.ts';
import type { Cleanup } from './cleanup.ts';
import { openApp } from './http/app.ts';
import { registerAuth } from './http/auth-routes.ts';
import { registerHealth } from './http/health.ts';
import { checkPort } from './http/port.ts';
import { registerStatic } from './http/static-files.ts';
import { registerTrpc } from './http/trpc-routes.ts';
import { type Installation, openInstallation } from './installation.ts';
import { startJobs } from './jobs.ts';

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
  if (role !== 'worker') await checkPort(env.host, env.port);
  const installation = await openInstallation(env, log, cleanup, { owner: true });
  cleanup.check();
  const signIns = env.demo ? await ensureDemoSignIns(installation.services) : [];
  if (role !== 'web') await startWork(installation, cleanup);
  cleanup.check();
  const url = role === 'worker' ? env.publicUrl : await startWeb(env, installation, cleanup);
  return { url, signIns };
}

async function startWork({ services, url }: Installation, cleanup: Cleanup): Promise<void> {
  const jobs = await startJobs(services, url);
  cleanup.add('jobs', () => jobs.stop());
}

async function startWeb(env: Env, { services }: Installation, cleanup: Cleanup): Promise<string> {
  const app = await openApp(services, env);
  cleanup.add('web server', () => app.close());
  const auth = openAuth(services);
  registerHealth(app, services);
  registerAuth(app, services, auth);
  registerTrpc(app, services, auth);
  await registerStatic(app);
  await app.listen({ host: env.host, port: env.port });
  return env.publicUrl;
}
