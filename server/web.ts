import { registerForms } from '#api/form-pages/register.ts';
import { registerKeyPage } from '#api/key-page/register.ts';
import { registerPortal } from '#api/portal/register.ts';
import { registerRest } from '#api/rest/register.ts';
import type { Services } from '#api/services.ts';
import { registerTracking } from '#api/track/register.ts';
import { registerUnsubscribe } from '#api/unsubscribe/register.ts';
import { openAuth } from '#identity/auth.ts';
import type { Cleanup } from './cleanup.ts';
import type { Env } from './env.ts';
import { openApp } from './http/app.ts';
import { registerAuth } from './http/auth-routes.ts';
import { registerHealth } from './http/health.ts';
import { registerStaffFiles } from './http/staff-routes.ts';
import { registerStatic } from './http/static-files.ts';
import { registerTrpc } from './http/trpc-routes.ts';

/** Everything that answers requests: staff's app, REST, the recipients' pages, health. */
export async function startWeb(env: Env, services: Services, cleanup: Cleanup): Promise<void> {
  const app = await openApp(services, env);
  cleanup.add('web server', () => app.close());
  const auth = openAuth(services);
  registerHealth(app, services);
  registerAuth(app, services, auth);
  registerTrpc(app, services, auth);
  registerStaffFiles(app, services, auth);
  registerPortal(app, services);
  await registerKeyPage(app, services);
  registerForms(app, services);
  registerUnsubscribe(app, services);
  registerTracking(app, services);
  await registerRest(app, services);
  await registerStatic(app);
  await app.listen({ host: env.host, port: env.port });
}
