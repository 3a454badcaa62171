import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { openApi } from '#api/rest/openapi.ts';
import { registerRest } from '#api/rest/register.ts';
import { routes } from '#api/rest/routes.ts';
import type { Scope } from '#core/scopes.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { CANARY, portalRig } from './rig.ts';

const { services, waiting, reader, auditOf } = await portalRig();
const rest = fastify();
await registerRest(rest, services);

async function key(may: readonly Scope[]): Promise<string> {
  const id = services.newId();
  const secret = `sw_${id.replaceAll('-', '')}`;
  await createApiKey(services.db.orm, services.seal, { id, name: 'desk', scopes: may, secret });
  return secret;
}
const reads = await key(['portal-messages:read']);
const writes = await key(['portal-messages:write']);

async function call(method: 'GET' | 'POST', path: string, by: string) {
  const answer = await rest.inject({ method, url: `/api/v1${path}`, headers: { authorization: `Bearer ${by}` } });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

describe('portal messages over REST', () => {
  it('are listed by cursor, contact, message and state, never with content', async () => {
    const all = await Promise.all([0, 1, 2].map(() => waiting()));
    await reader(all[0]!);
    const ids: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await call('GET', `/portal-messages?limit=2${cursor}`, reads);
      ids.push(...(body['data'] as { id: string }[]).map((one) => one.id));
      const next = body['nextCursor'];
      cursor = typeof next === 'string' ? `&cursor=${next}` : '';
    } while (cursor !== '');
    expect(new Set(ids)).toEqual(new Set(all.map((one) => one.portalId)));
    const read = await call('GET', '/portal-messages?state=read', reads);
    expect(read.body['data']).toMatchObject([
      { id: all[0]!.portalId, messageId: all[0]!.messageId, phi: 'P2', answer: false, mailboxTrusted: true },
    ]);
    const of = await call('GET', `/portal-messages?contact=${all[1]!.contact.id}&message=${all[1]!.messageId}`, reads);
    expect(of.body['data']).toMatchObject([{ state: 'unread', readAt: null }]);
    expect(JSON.stringify([read, of])).not.toMatch(new RegExp(`${CANARY}|Ada|refill|sealed|lane`));
  });

  it('tell their state one by one, and each look is written down', async () => {
    const one = await waiting();
    const { status, body } = await call('GET', `/portal-messages/${one.portalId}`, reads);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'unread', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
    expect(await auditOf(one.contact, 'portal.status')).toMatchObject([
      { actor: expect.stringMatching(/^key:/) as unknown },
    ]);
    expect((await call('GET', `/portal-messages/${services.newId()}`, reads)).status).toBe(404);
    expect((await call('GET', '/portal-messages/none', reads)).status).toBe(400);
  });

  it('are taken back only with the scope for it, once, whoever asks again', async () => {
    const one = await waiting();
    expect((await call('POST', `/portal-messages/${one.portalId}/recall`, reads)).status).toBe(403);
    expect((await call('GET', '/portal-messages', writes)).status).toBe(403);
    const first = await call('POST', `/portal-messages/${one.portalId}/recall`, writes);
    expect(first).toMatchObject({
      status: 200,
      body: { state: 'recalled', recalledAt: expect.any(String) as unknown },
    });
    const again = await call('POST', `/portal-messages/${one.portalId}/recall`, writes);
    expect(again.body['recalledAt']).toBe(first.body['recalledAt']);
    expect((await call('POST', `/portal-messages/${services.newId()}/recall`, writes)).status).toBe(404);
    expect(await auditOf(one.contact, 'portal.recall')).toMatchObject([
      { details: { again: false } },
      { details: { again: true } },
    ]);
  });

  it('stand in the OpenAPI document with their scopes', () => {
    const document = JSON.stringify(openApi(routes, 'http://127.0.0.1:4600'));
    for (const part of ['/portal-messages/{id}/recall', 'portalMessages.list', 'portal-messages:write'])
      expect(document).toContain(part);
  });
});
