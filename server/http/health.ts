import type { FastifyInstance } from 'fastify';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Services } from '#api/services.ts';

/** /healthz: the process answers. /readyz: database and keys too. /metrics: counts, never about a person. */
export function registerHealth(app: FastifyInstance, { db, seal }: Services): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'stepwell_' });
  const messages = new Gauge({
    name: 'stepwell_messages',
    help: 'Messages by state.',
    labelNames: ['state'],
    registers: [registry],
  });
  const enrollments = new Gauge({
    name: 'stepwell_enrollments',
    help: 'Enrollments by state.',
    labelNames: ['state'],
    registers: [registry],
  });

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
  app.get('/metrics', async (_request, reply) => {
    const count = async (gauge: Gauge, table: 'messages' | 'enrollments') => {
      const rows = await db.sql<{ state: string; n: number }[]>`
        select state, count(*)::int as n from ${db.sql(table)} group by state`;
      gauge.reset();
      for (const row of rows) gauge.set({ state: row.state }, row.n);
    };
    await Promise.all([count(messages, 'messages'), count(enrollments, 'enrollments')]);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
