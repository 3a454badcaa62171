import type { FastifyInstance } from 'fastify';
import { registerImports } from '#api/imports/register.ts';
import type { Services } from '#api/services.ts';
import type { Auth } from '#identity/auth.ts';
import { readSession } from '#identity/read-session.ts';
import { headersOf, setCookies } from './auth-routes.ts';
import { crossSiteGuard } from './origin.ts';

/** Files of signed-in staff, in and out, behind the same guard and session as the procedures. */
export function registerStaffFiles(app: FastifyInstance, services: Services, auth: Auth): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', crossSiteGuard);
    await registerImports(scope, services, async (request, reply) => {
      const session = await readSession(services, auth, headersOf(request), { refresh: true });
      if (session) setCookies(reply, session.cookies);
      return session?.actor ?? null;
    });
  });
}
