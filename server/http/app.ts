import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyInstance } from 'fastify';
import { Failure } from '#core/failure.ts';
import { failureStatus } from '#api/trpc.ts';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPCError } from '@trpc/server';
import type { Services } from '#api/services.ts';
import { knownHost } from './origin.ts';

/** The bare web server: security headers, known hosts only, limits, errors without content, a log without addresses. */
export async function openApp(
  services: Services,
  { production, trustedProxies = [] }: { production: boolean; trustedProxies?: readonly string[] },
): Promise<FastifyInstance> {
  const { log, config } = services;
  // The peer of the socket is who asks, unless it is a proxy of ours: X-Forwarded-For is anybody's to write.
  const app = fastify({
    bodyLimit: 4 << 20,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 600 },
  });

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine sets its variables by inline style.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        frameSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: config.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  });
  await app.register(rateLimit, { global: false, errorResponseBuilder: () => new Failure('RATE_LIMITED') });

  app.addHook('onRequest', async (request, reply) => {
    const probe = request.url === '/healthz' || request.url === '/readyz' || request.url === '/metrics';
    if (!probe && !knownHost(request.headers.host, config.publicUrl, production)) {
      await reply.code(421).type('text/plain').send('This server does not answer for this host. Set PUBLIC_URL.\n');
    }
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route, not the address: addresses carry tokens.
    const route = request.routeOptions.url ?? 'none';
    log.info({ method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  app.setErrorHandler(async (error: unknown, _request, reply) => {
    const { status, failure } = describe(error);
    if (failure) return reply.code(status).send({ failure });
    const correlation = randomUUID();
    log.error({ correlation, err: error }, 'internal error');
    return reply.code(500).send({
      failure: { code: 'INTERNAL', message: 'Something went wrong on our side.', details: { correlation } },
    });
  });
  return app;
}

function describe(error: unknown): { status: number; failure: object | null } {
  if (error instanceof Failure) {
    const status = getHTTPStatusCodeFromError(new TRPCError({ code: failureStatus(error.code) }));
    return { status, failure: { code: error.code, message: error.message, details: error.details } };
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) {
    const failure = new Failure(status === 429 ? 'RATE_LIMITED' : status === 404 ? 'NOT_FOUND' : 'INVALID_INPUT');
    return { status, failure: { code: failure.code, message: failure.message, details: {} } };
  }
  return { status: 500, failure: null };
}
