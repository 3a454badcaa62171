import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { registerRest } from '#api/rest/register.ts';
import { defineRoute } from '#api/rest/route.ts';
import type { Scope } from '#core/scopes.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { revokeApiKey } from '#store/api-keys/revoke.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
let runs = 0;

const write = defineRoute({
  operation: 'lists.tally',
  method: 'POST',
  path: '/tally/{id}',
  scope: 'lists:write',
  summary: 'Counts its runs',
  params: z.strictObject({ id: z.string() }),
  body: z.strictObject({ weight: z.number(), wait: z.number().optional(), fail: z.boolean().optional() }),
  response: z.object({ run: z.number() }),
  handler: async (context, { body }) => {
    runs++;
    const run = runs;
    if (body.wait) await new Promise((done) => setTimeout(done, body.wait));
    if (body.fail) throw new Error('the row holds jane@clinic.example');
    await context.audit(context.db.orm, { action: 'tally.add', subject: 'tally' });
    return { run, secret: 'not in the answer' };
  },
});
const silent = defineRoute({
  operation: 'lists.silent',
  method: 'POST',
  path: '/silent',
  scope: 'lists:write',
  summary: 'Forgets its audit entry',
  response: z.object({}),
  handler: async () => ({}),
});

const app = fastify();
await registerRest(app, services, [write, silent]);

async function makeKey(scopes: Scope[]): Promise<{ id: string; secret: string }> {
  const id = services.newId();
  const secret = `sw_${id.replaceAll('-', '')}`;
  await createApiKey(services.db.orm, services.seal, { id, name: 'test', scopes, secret });
  return { id, secret };
}
const { secret } = await makeKey(['lists:write']);

function post(path: string, payload: unknown, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
}

describe('a REST key', () => {
  it('is needed: none, a wrong one and a revoked one are told the same', async () => {
    const revoked = await makeKey(['lists:write']);
    await revokeApiKey(services.db.orm, revoked.id);
    for (const authorization of [undefined, 'Bearer sw_0000000000000000000000', `Bearer ${revoked.secret}`, secret]) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/v1/silent',
        headers: authorization ? { authorization } : {},
      });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
      expect(answer.json()).toMatchObject({ type: 'urn:stepwell:problem:key-required', status: 401 });
    }
  });

  it('does only what its scopes name', async () => {
    const other = await makeKey(['contacts:read']);
    const answer = await post('/tally/1', { weight: 1 }, { authorization: `Bearer ${other.secret}` });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'FORBIDDEN', details: { scope: 'lists:write' } });
  });

  it('is slowed down when an address keeps guessing', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 40; i++) {
      const authorization = `Bearer sw_guess_${String(i).padStart(20, '0')}`;
      statuses.add((await post('/silent', {}, { authorization })).statusCode);
    }
    expect(statuses).toEqual(new Set([401, 429]));
  });

  it('notes when it was last used', async () => {
    await post('/tally/1', { weight: 1 });
    const [row] = await services.db.sql<{ used: boolean }[]>`
      select last_used_at > now() - interval '1 minute' as used from api_keys
      where hash = ${Buffer.from(services.seal.mac('api-key', secret))}`;
    expect(row?.used).toBe(true);
  });
});

describe('a problem', () => {
  it('names the path of what was not allowed and never repeats the value', async () => {
    const answer = await post('/tally/1', { weight: 'jane@clinic.example', extra: 1 });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).not.toContain('jane');
    const paths = answer.json<{ errors: { path: string }[] }>().errors.map((one) => one.path);
    expect(paths).toEqual(['body.weight', 'body']);
  });

  it.each([
    ['malformed JSON', '{"weight": jane', {}, 400, 'INVALID_INPUT'],
    ['a poisoned prototype', '{"__proto__": {"weight": 1}}', {}, 400, 'INVALID_INPUT'],
    ['a body too big', `{"weight": 1, "x": "${'x'.repeat(1_100_000)}"}`, {}, 413, 'BODY_TOO_LARGE'],
    ['another content type', 'weight=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'MEDIA_TYPE'],
    ['CSV where none is taken', 'a,b', { 'content-type': 'text/csv' }, 415, 'MEDIA_TYPE'],
    ['no body', '', {}, 400, 'INVALID_INPUT'],
    ['a key that is no header', '{"weight":1}', { 'idempotency-key': 'a b' }, 400, 'INVALID_INPUT'],
  ])('answers %s', async (_name, payload, headers, status, code) => {
    const answer = await post('/tally/1', payload, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.body).not.toContain('jane');
  });

  it('answers an unknown route, with or without a key', async () => {
    const answer = await app.inject({ method: 'GET', url: '/api/v1/nothing/here' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'NO_SUCH_ROUTE' });
  });

  it('tells nothing of an inner fault but a number to ask about', async () => {
    const answer = await post('/tally/1', { weight: 1, fail: true });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'INTERNAL' });
    expect(answer.body).not.toContain('jane');
  });

  it('is what a write without an audit entry ends in', async () => {
    expect((await post('/silent', {})).statusCode).toBe(500);
  });
});

describe('an Idempotency-Key', () => {
  it('gives a repeat the first answer without doing it again', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await post('/tally/7', { weight: 1, wait: 0 }, headers);
    const before = runs;
    // The same JSON, its members in another order.
    const again = await post('/tally/7', '{"wait":0,"weight":1}', headers);
    expect(runs).toBe(before);
    expect(again.statusCode).toBe(200);
    expect(Object.keys(first.json())).toEqual(['run']);
    expect(again.json()).toEqual(first.json());
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
  });

  it('is refused for another body or another address', async () => {
    const headers = { 'idempotency-key': 'taken' };
    await post('/tally/7', { weight: 1 }, headers);
    for (const [path, body] of [
      ['/tally/7', { weight: 2 }],
      ['/tally/8', { weight: 1 }],
    ] as const) {
      const answer = await post(path, body, headers);
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    }
  });

  it('lets only one of many at the same moment run', async () => {
    const before = runs;
    const headers = { 'idempotency-key': 'at-once' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('/tally/9', { weight: 1, wait: 250 }, headers)),
    );
    expect(runs).toBe(before + 1);
    expect(new Set(answers.map((one) => one.body)).size).toBe(1);
    expect(answers.filter((one) => one.headers['idempotency-replayed'])).toHaveLength(7);
  });

  it('keeps a refusal but not an inner fault, which may be tried again', async () => {
    const headers = { 'idempotency-key': 'faulty' };
    const before = runs;
    expect((await post('/tally/1', { weight: 1, fail: true }, headers)).statusCode).toBe(500);
    expect((await post('/tally/1', { weight: 1, fail: true }, headers)).statusCode).toBe(500);
    expect(runs).toBe(before + 2);
  });

  it('belongs to its key: another key may use the same word', async () => {
    const other = await makeKey(['lists:write']);
    const headers = { 'idempotency-key': 'shared' };
    const first = await post('/tally/1', { weight: 1 }, headers);
    const second = await post('/tally/1', { weight: 1 }, { ...headers, authorization: `Bearer ${other.secret}` });
    expect(second.statusCode).toBe(200);
    expect(second.json()).not.toEqual(first.json());
  });

  it('is forgotten after 24 hours, and its stored answer is sealed', async () => {
    const headers = { 'idempotency-key': 'old' };
    await post('/tally/1', { weight: 5 }, headers);
    const [row] = await services.db.sql<{ sealed: Uint8Array }[]>`select sealed from idempotency where key = 'old'`;
    expect(Buffer.from(row!.sealed).toString('latin1')).not.toContain('run');
    await services.db.sql`update idempotency set at = now() - interval '25 hours' where key = 'old'`;
    const answer = await post('/tally/1', { weight: 6 }, headers);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
  });
});
