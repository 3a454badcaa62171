import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { answerRoute } from './answer.ts';
import { authenticate, perKey } from './authenticate.ts';
import { registerDocs } from './docs.ts';
import { openApi } from './openapi.ts';
import { httpProblem, sendProblem, toProblem } from './problem.ts';
import type { Route } from './route.ts';
import { routes as allRoutes } from './routes.ts';

/** Largest body of a route that names no limit of its own, bytes. */
const BODY_LIMIT = 1024 * 1024;

/** Adds /api/v1 (REST, its OpenAPI document) and /api/docs. Everything under /api/v1 answers errors as problems. */
export async function registerRest(
  app: FastifyInstance,
  services: Services,
  routes: readonly Route[] = allRoutes,
): Promise<void> {
  const document = openApi(routes, services.config.publicUrl);
  await app.register(
    async (api) => {
      api.setErrorHandler((error, _request, reply) => sendProblem(reply, toProblem(error, services)));
      api.setNotFoundHandler((_request, reply) => sendProblem(reply, httpProblem(404)));
      takeBodies(api);
      api.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(document));
      await api.register(async (keyed) => {
        keyed.decorateRequest('restKey', null);
        await keyed.register(rateLimit, { ...perKey, global: true });
        keyed.addHook(
          'onRequest',
          authenticate(services, (options) => keyed.createRateLimit(options)),
        );
        for (const route of routes) {
          keyed.route({
            method: route.method,
            url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
            bodyLimit: route.bodyLimit ?? BODY_LIMIT,
            handler: (request: FastifyRequest, reply: FastifyReply) => answerRoute(route, services, request, reply),
          });
        }
      });
    },
    { prefix: '/api/v1' },
  );
  await registerDocs(app, document);
}

/** JSON, an empty body allowed; CSV stays a stream for the one route that takes it. */
function takeBodies(api: FastifyInstance): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = typeof body === 'string' ? body : body.toString();
    if (text.trim() === '') done(null, undefined);
    else void parse(request, text, done);
  });
  api.addContentTypeParser('text/csv', (_request, _payload, done) => done(null, undefined));
}
