import { afterAll, describe, expect, it } from 'vitest';
import { openApp } from '#server/http/app.ts';
import { registerHealth } from '#server/http/health.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const app = await openApp(services, { production: false });
registerHealth(app, services);
afterAll(() => app.close());

describe('what an operator watches', () => {
  it('answers to any host name, as a load balancer asks', async () => {
    expect((await app.inject({ url: '/healthz', headers: { host: '10.0.0.7:4600' } })).json()).toEqual({ ok: true });
    expect((await app.inject({ url: '/readyz', headers: { host: '10.0.0.7:4600' } })).json()).toEqual({ ok: true });
  });

  it('gives counts by state, and no label that could name a person', async () => {
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/^stepwell_walk_lag_seconds 0$/m);
    expect(body).toMatch(/^stepwell_jobs 0$/m);
    const labels = new Set([...body.matchAll(/[{,](\w+)="/g)].map((match) => match[1]));
    expect(
      labels.difference(
        new Set(['state', 'code', 'check', 'le', 'kind', 'space', 'type', 'version', 'major', 'minor', 'patch']),
      ),
    ).toEqual(new Set());
  });

  it('says that it is not ready, and nothing else, when the database does not answer', async () => {
    const broken = await openApp(services, { production: false });
    const sql = Object.assign(() => Promise.reject(new Error('row of Jane Doe')), services.db.sql);
    registerHealth(broken, { ...services, db: { ...services.db, sql } });
    const answer = await broken.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toBe('{"ok":false}');
    const metrics = await broken.inject('/metrics');
    expect(metrics.statusCode).toBe(500);
    expect(metrics.body).not.toContain('Jane');
    await broken.close();
  });
});

describe('security headers', () => {
  it('forbid scripts of others, framing and telling where a person came from', async () => {
    const { headers } = await app.inject('/healthz');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  });
});
