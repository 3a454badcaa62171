import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import { type AppRouter, appRouter } from '#api/router.ts';
import type { Services } from '#api/services.ts';
import type { Auth } from '#identity/auth.ts';
import { readSession } from '#identity/read-session.ts';
import { headersOf, setCookies } from './auth-routes.ts';
import { crossSiteGuard } from './origin.ts';

/** The web app's procedures at /trpc; streams over server-sent events. */
export function registerTrpc(app: FastifyInstance, services: Services, auth: Auth): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', crossSiteGuard);
    const options: FastifyTRPCPluginOptions<AppRouter> = {
      prefix: '/trpc',
      trpcOptions: {
        router: appRouter,
        maxBatchSize: 20,
        // Queries come as POST too: what a rule or a search names must stand in no URL.
        allowMethodOverride: true,
        async createContext({ req, res, info }) {
          // A stream reopens by itself for ever; only what a person does keeps a session from going idle.
          const refresh = info.calls.every((call) => call.procedure?._def.type !== 'subscription');
          const session = await readSession(services, auth, headersOf(req), { refresh });
          if (session) setCookies(res, session.cookies);
          return { ...services, actor: session?.actor ?? null };
        },
      },
    };
    await scope.register(fastifyTRPCPlugin, options);
  });
}
