import type { FastifyInstance } from 'fastify';
import type { Services } from '#api/services.ts';
import { openMetrics } from './metrics.ts';

/** /healthz: the process answers. /readyz: database and keys too. /metrics: counts, never about a person. */
export function registerHealth(app: FastifyInstance, services: Services): void {
  const { db, seal } = services;
  const metrics = openMetrics(services);
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await db.sql`select 1 from keyring limit 1`;
      seal.open('ready', seal.seal('ready', new Uint8Array(1)));
      return { ok: true };
    } catch {
      return reply.code(503).send({ ok: false });
    }
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()));
}
