import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { registerRest } from '#api/rest/register.ts';
import type { Scope } from '#core/scopes.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { caseRig } from '#test/cases/rig.ts';

const rig = await caseRig();
const { services, people, publish, delivery, walk } = rig;
const app = fastify();
await registerRest(app, services);

async function key(may: readonly Scope[]): Promise<string> {
  const id = services.newId();
  const secret = `sw_${id.replaceAll('-', '')}`;
  await createApiKey(services.db.orm, services.seal, { id, name: 'desk', scopes: may, secret });
  return secret;
}
const desk = await key(['cases:read', 'cases:write']);

async function call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, by = desk, idempotency?: string) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      authorization: `Bearer ${by}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotency ? { 'idempotency-key': idempotency } : {}),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const journey = await publish({ template: 'Refill' });
for (const name of ['a', 'b', 'c']) {
  const contact = await people.contact(`full-${name}@clearlake.example`, { medication: 'Zolpidem' });
  await rig.enter(journey, contact);
}

describe('cases over REST', () => {
  it('are listed by cursor, by id and never by name', async () => {
    const first = await call('GET', '/cases?limit=2');
    expect(first.status).toBe(200);
    expect(first.body['data']).toHaveLength(2);
    const rest = await call('GET', `/cases?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect(rest.body['data']).toMatchObject([{ cause: 'mailbox-full', state: 'open', template: 'Refill' }]);
    expect(rest.body['nextCursor']).toBeNull();
    expect(JSON.stringify([first, rest])).not.toMatch(/full-|Ada|Zolpidem/);
    const ids = [first, rest].flatMap(({ body }) => (body['data'] as { id: string }[]).map((one) => one.id));
    expect(new Set(ids).size).toBe(3);
  });

  it('are worked from confirmation to alternative, refusing what may not be done with 409', async () => {
    const [one] = (await call('GET', '/cases')).body['data'] as { id: string }[];
    const at = (step: string) => `/cases/${one!.id}/${step}`;
    expect(await call('POST', at('resend'))).toMatchObject({ status: 409, body: { code: 'CASE_STEP_REFUSED' } });
    const confirmed = await call('POST', at('address-confirmation'), { channel: 'phone', note: 'Spoke to Ada' });
    expect(confirmed).toMatchObject({ status: 200, body: { state: 'address_confirmed' } });
    const sent = await call('POST', at('resend'), undefined, desk, 'once');
    const again = await call('POST', at('resend'), undefined, desk, 'once');
    expect([sent.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(sent.body);
    await delivery.run();
    await walk();
    expect(await call('POST', at('close'), {})).toMatchObject({ status: 409 });
    expect(await call('POST', at('alternative'), { channel: 'post' })).toMatchObject({ status: 200 });
    const closed = await call('POST', at('close'), {});
    expect(closed.body).toMatchObject({ state: 'closed', outcome: 'alternative' });
    const { body } = await call('GET', `/cases/${one!.id}`);
    expect((body['log'] as { action: string }[]).map((entry) => entry.action)).toEqual([
      'open',
      'confirm-address',
      'resend',
      'resend-failed',
      'arrange-alternative',
      'close',
    ]);
    expect(JSON.stringify(body)).not.toContain('Spoke');
    const audit = await services.db
      .sql`select actor from audit where subject = ${`case:${one!.id}`} and action = 'case.resend'`;
    expect(audit).toHaveLength(1);
    expect(audit[0]!['actor']).toMatch(/^key:/);
  });

  it('need their scope, and are described', async () => {
    const other = await key(['messages:read']);
    expect(await call('GET', '/cases', undefined, other)).toMatchObject({ status: 403 });
    const reader = await key(['cases:read']);
    expect(await call('POST', '/cases/00000000-0000-4000-8000-000000000000/close', {}, reader)).toMatchObject({
      status: 403,
    });
    expect(await call('GET', '/cases/00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 404 });
    const { body } = await call('GET', '/openapi.json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/cases', '/cases/{id}', '/cases/{id}/resend', '/cases/{id}/alternative']),
    );
  });
});
