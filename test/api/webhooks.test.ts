import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appRouter } from '#api/router.ts';
import type { Actor } from '#api/services.ts';
import { createCaller } from '#api/trpc.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { restApp } from './rest-support.ts';

const { services, call, key } = await restApp();
const { sql } = services.db;
const actor: Actor = { id: 'test-admin', name: 'Admin', email: 'admin@stepwell.example', role: 'admin' };
const staff = createCaller(appRouter)({ ...services, actor });
const made = z.object({ id: z.uuid(), secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{43}=$/) });
const listed = z.object({ data: z.array(z.object({ id: z.string(), name: z.string(), baa: z.boolean() })) });
const actions = async (id: string) =>
  (await sql<{ action: string }[]>`select action from audit where subject = ${`webhook:${id}`} order by seq`).map(
    (one) => one.action,
  );

describe('webhook endpoints over REST', () => {
  it('are made with a secret that is shown once and kept sealed', async () => {
    const answer = await call('POST', '/webhooks', { name: 'CRM', url: 'https://crm.example/hook' });
    expect(answer.status).toBe(201);
    const { id, secret } = made.parse(answer.body);
    const list = await call('GET', '/webhooks');
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(6));
    expect(listed.parse(list.body).data).toEqual([{ id, name: 'CRM', baa: false }]);
    const [row] = await sql<{ secret: Uint8Array }[]>`select secret from webhook_endpoints where id = ${id}`;
    expect(Buffer.from(row!.secret).includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false);
    expect(Buffer.from(row!.secret).includes(secret)).toBe(false);
    expect(await actions(id)).toEqual(['webhook.create']);
  });

  it.each([
    'http://crm.example/hook',
    'https://127.0.0.1/hook',
    'https://localhost/hook',
    'https://[::1]/hook',
    'https://169.254.169.254/latest',
    'https://user:pass@crm.example/hook',
    'ftp://crm.example/hook',
    'crm.example',
  ])('are refused at %s', async (url) => {
    const answer = await call('POST', '/webhooks', { name: 'Wrong', url });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('get a new secret, the old one staying as long as asked', async () => {
    const { id, secret } = made.parse(
      (await call('POST', '/webhooks', { name: 'ERP', url: 'https://erp.example/' })).body,
    );
    const rotated = await call('POST', `/webhooks/${id}/rotate`, { overlapHours: 48 });
    const fresh = made.shape.secret.parse(rotated.body['secret']);
    expect(fresh).not.toBe(secret);
    const [row] = await sql<{ hours: number }[]>`
      select extract(epoch from previous_until - now()) / 3600 as hours from webhook_endpoints where id = ${id}`;
    expect(Math.round(Number(row!.hours))).toBe(48);
    await call('POST', `/webhooks/${id}/rotate`, { overlapHours: 0 });
    expect(await sql`select 1 from webhook_endpoints where id = ${id} and previous_secret is not null`).toHaveLength(0);
    expect(await actions(id)).toEqual(['webhook.create', 'webhook.rotate', 'webhook.rotate']);
  });

  it('are not removed while a journey names them, and are once it does not', async () => {
    const { id } = made.parse((await call('POST', '/webhooks', { name: 'Hub', url: 'https://hub.example/' })).body);
    const file = {
      stepwell: 1,
      name: 'Calls the hub',
      triggers: [{ type: 'manual' }],
      settings: {},
      steps: [{ id: 'call', type: 'webhook', name: 'Call', config: { endpoint: 'Hub' } }],
      edges: [{ from: 'trigger', outlet: 'entered', to: 'call' }],
    };
    expect((await call('PUT', '/journeys', file)).status).toBeLessThan(300);
    const refused = await call('DELETE', `/webhooks/${id}`);
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain('Calls the hub');
    await call('PUT', '/journeys', { ...file, steps: [{ ...file.steps[0], config: { endpoint: '' } }] });
    expect((await call('DELETE', `/webhooks/${id}`)).status).toBe(200);
    expect((await call('DELETE', `/webhooks/${id}`)).status).toBe(404);
  });

  it('list their calls page by page, newest first, with an audit entry of whom they were about', async () => {
    const { id } = made.parse((await call('POST', '/webhooks', { name: 'Log', url: 'https://log.example/' })).body);
    const contact = await call('POST', '/contacts', { attributes: { email: 'ada.w@clearlake.example' } });
    const contactId = z.uuid().parse(contact.body['id']);
    await sql`
      insert into webhook_deliveries (lane, contact_id, id, enrollment_id, journey_id, step, visit, endpoint, event, due_at,
        queued_at, sealed)
      select lane, id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'call', 1, 'Log', 'x', now(),
        now() + i * interval '1 second', '\\x00' from contacts, generate_series(1, 5) i where id = ${contactId}`;
    const page = z.object({
      data: z.array(z.object({ id: z.string(), queuedAt: z.string() })),
      nextCursor: z.string().nullable(),
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/webhooks/${id}/deliveries?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const answer = page.parse((await call('GET', path)).body);
      seen.push(...answer.data.map((one) => one.queuedAt));
      cursor = answer.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual(seen.toSorted((a, b) => (a < b ? 1 : -1)));
    const [entry] = await sql<
      { details: unknown }[]
    >`select details from audit where action = 'webhook.deliveries' limit 1`;
    expect(entry!.details).toEqual({ contacts: [contactId] });
  });

  it('need their scopes', async () => {
    const reader = { authorization: `Bearer ${await key(['webhooks:read'])}` };
    expect((await call('GET', '/webhooks', undefined, reader)).status).toBe(200);
    expect((await call('POST', '/webhooks', { name: 'No', url: 'https://no.example/' }, reader)).status).toBe(403);
    const other = { authorization: `Bearer ${await key(['journeys:read'])}` };
    expect((await call('GET', '/webhooks', undefined, other)).status).toBe(403);
  });
});

describe('webhook endpoints for staff', () => {
  it('are made, changed, given a new secret and removed by an admin, each with its entry', async () => {
    const { id, secret } = await staff.webhooks.create({ name: 'Desk', url: 'https://desk.example/', baa: false });
    await staff.webhooks.update({ id, url: 'https://desk.example/v2', baa: true });
    const { secret: fresh } = await staff.webhooks.rotate({ id });
    expect(fresh).not.toBe(secret);
    const found = (await staff.webhooks.list()).find((one) => one.id === id);
    expect(found).toMatchObject({ name: 'Desk', url: 'https://desk.example/v2', baa: true });
    expect(found?.previousUntil).toBeInstanceOf(Date);
    expect((await staff.journeys.catalog()).webhooks).toContainEqual({ name: 'Desk', baa: true });
    await staff.webhooks.remove({ id });
    expect(await actions(id)).toEqual(['webhook.create', 'webhook.update', 'webhook.rotate', 'webhook.delete']);
  });

  it('refuse a name that is taken, and an address inside', async () => {
    await staff.webhooks.create({ name: 'Twice', url: 'https://twice.example/', baa: false });
    const taken = await failureOf(staff.webhooks.create({ name: 'Twice', url: 'https://twice.example/', baa: false }));
    expect(taken.code).toBe('NAME_TAKEN');
    const inside = await failureOf(staff.webhooks.create({ name: 'In', url: 'https://10.0.0.1/', baa: false }));
    expect(inside.code).toBe('INVALID_INPUT');
  });

  it('show calls without whom they were about', async () => {
    const [log] = (await staff.webhooks.list()).filter((one) => one.name === 'Log');
    const { rows, next } = await staff.webhooks.deliveries({ id: log!.id, direction: 'forward' });
    expect(next).toBeNull();
    expect(rows).toHaveLength(5);
    expect(Object.keys(rows[0]!)).not.toContain('contactId');
    expect(Object.keys(rows[0]!)).not.toContain('sealed');
  });

  it('are no business of a marketer, who only chooses them by name', async () => {
    const marketer = createCaller(appRouter)({ ...services, actor: { ...actor, role: 'marketer' } });
    expect((await failureOf(marketer.webhooks.list())).code).toBe('FORBIDDEN');
    expect((await marketer.journeys.catalog()).webhooks.map((one) => Object.keys(one))).toContainEqual(['name', 'baa']);
  });
});
