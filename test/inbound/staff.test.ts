import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { registerRest } from '#api/rest/register.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { purgeInbound } from '#store/inbound/purge.ts';
import { complaintCheck, unreadCheck } from '#store/watch/checks/inbound.ts';
import { watch } from '#store/watch/run.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { inboundRig } from './rig.ts';

const rig = await inboundRig();
const { services, sql, answer, read, send } = rig;
const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });
const CANARY = 'Zolpidem-canary-9';

/** A bounce to a forged address, that quotes what a patient was sent. */
async function forged(): Promise<void> {
  const { contact, id } = await send(`ada.s${Date.now()}${Math.random()}@clearlake.example`);
  await answer('bounce', contact, id, (letter) => ({
    ...letter,
    to: letter.to.replace(/^b-(.)/, (_all, one: string) => `b-${one === 'a' ? 'b' : 'a'}`),
    bytes: Buffer.concat([letter.bytes, Buffer.from(`\r\n${CANARY}\r\n`)]),
  }));
  await read();
}

describe('kept mail', () => {
  it('is listed without anything of it, and shown only to those who may see patients’ mail, on record', async () => {
    await forged();
    const { mails } = await as('manager').inbound.list({ direction: 'forward' });
    expect(mails[0]).toMatchObject({ problem: 'forged-address', sentence: expect.stringContaining('did not make') });
    expect(JSON.stringify(mails)).not.toContain(CANARY);
    expect(JSON.stringify(mails)).not.toContain('@');
    const { id } = mails[0]!;
    for (const role of ['manager', 'designer', 'marketer'] as const)
      expect(await failureOf(as(role).inbound.reveal({ id }))).toMatchObject({ code: 'FORBIDDEN' });
    const shown = await as('compliance').inbound.reveal({ id });
    expect(shown.source).toContain(CANARY);
    const [entry] = await sql`select actor from audit where action = 'inbound.reveal' and subject = ${`inbound:${id}`}`;
    expect(entry).toEqual({ actor: 'user:compliance-1' });
  });

  it('is set aside by a person, once', async () => {
    const [mail] = (await as('marketer').inbound.list({})).mails;
    expect(await failureOf(as('compliance').inbound.decide({ id: mail!.id, verdict: 'dismiss' }))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await failureOf(as('admin').inbound.decide({ id: mail!.id, verdict: 'again' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    await as('admin').inbound.decide({ id: mail!.id, verdict: 'dismiss' });
    expect(await failureOf(as('admin').inbound.decide({ id: mail!.id, verdict: 'dismiss' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await as('marketer').inbound.list({})).mails).toEqual([]);
  });

  it('is read once more when a person says so', async () => {
    const { contact, id } = await send('ada.again@clearlake.example');
    await sql`update attempts set dot_at = dot_at - interval '31 days' where message_id = ${id}`;
    await answer('bounce', contact, id);
    await read();
    const [mail] = (await as('admin').inbound.list({})).mails;
    expect(mail).toMatchObject({ problem: 'too-old', messageId: id });
    await sql`update attempts set dot_at = stepwell_now() where message_id = ${id}`;
    await as('admin').inbound.decide({ id: mail!.id, verdict: 'again' });
    await read();
    expect(await rig.message(id)).toMatchObject({ state: 'bounced' });
  });
});

describe('a message', () => {
  it('says what came back, in the app and over REST', async () => {
    const { contact, id } = await send('ada.says@clearlake.example');
    await answer('delayed', contact, id);
    await answer('mailbox-full', contact, id);
    await read();
    const returned = [
      { kind: 'delayed', code: '4.4.1', cause: 'network' },
      { kind: 'bounce', code: '5.2.2', cause: 'mailbox-full' },
    ];
    expect((await as('marketer').messages.get({ id })).returned).toMatchObject(returned);
    const app = fastify();
    await registerRest(app, services);
    const secret = `sw_${services.newId().replaceAll('-', '')}`;
    await createApiKey(services.db.orm, services.seal, {
      id: services.newId(),
      name: 'test',
      scopes: ['messages:read'],
      secret,
    });
    const reply = await app.inject({ url: `/api/v1/messages/${id}`, headers: { authorization: `Bearer ${secret}` } });
    expect(reply.json()).toMatchObject({ id, state: 'bounced', returned });
  });
});

describe('the demo’s mailbox', () => {
  it('sends back by SMTP what its reader might', async () => {
    const { id } = await send('ada.back@clearlake.example');
    const [mail] = await services.mailbox!.list({ limit: 1 });
    await as('marketer').mailbox.answer({ id: mail!.id, kind: 'reply' });
    await read();
    expect(await rig.replies(id)).toMatchObject([{ proof: 'aligned' }]);
    services.returns = undefined;
    expect(await failureOf(as('marketer').mailbox.answer({ id: mail!.id, kind: 'reply' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    services.returns = rig.returns;
  });

  it.each([
    ['latebounce.example', 'bounce 5.1.1'],
    ['fullmail.example', 'bounce 5.2.2'],
    ['slowmail.example', 'delayed 4.4.1'],
    ['awaymail.example', 'auto_reply'],
    ['complains.example', 'complaint'],
    ['replies.example', 'reply'],
  ])('answers by itself at %s', async (domain, event) => {
    const { id } = await send(`ada@${domain}`);
    for (const until = Date.now() + 10_000; Date.now() < until && !(await rig.eventsOf(id)).includes(event);)
      await read();
    expect(await rig.eventsOf(id)).toContain(event);
  });
});

describe('the watch', () => {
  const found = async () => (await watch(services, { thorough: true, only: [unreadCheck, complaintCheck] })) ?? [];

  it('reports mail that nobody reads, and then no more', async () => {
    const { contact, id } = await send('ada.unread@clearlake.example');
    await answer('reply', contact, id);
    expect(await found()).toEqual([]);
    await sql`update inbound_mail set received_at = received_at - interval '11 minutes' where state = 'waiting'`;
    expect(await found()).toMatchObject([{ code: 'inbound-unread', details: { mails: 1 } }]);
    await read();
    expect(await found()).toEqual([]);
  });

  it('reports a journey whose mail three people report, and not two', async () => {
    for (let i = 0; i < 2; i++) {
      const { contact, id } = await send(`ada.c${i}@clearlake.example`);
      await answer('complaint', contact, id);
      await read();
      if (i === 0) expect(await found()).toEqual([]);
    }
    // The third is the one that the demo's own domain made above.
    expect(await found()).toMatchObject([{ code: 'complaint-rate', details: { complaints: 3 } }]);
  });
});

describe('the bytes of returned mail', () => {
  it('are destroyed when their time is over, what it meant staying on record', async () => {
    await forged();
    await sql`update inbound_mail set received_at = received_at - interval '31 days' where state in ('done', 'dismissed')`;
    await purgeInbound(sql);
    const [counts] = await sql<{ done: number; kept: number }[]>`
      select (count(*) filter (where state = 'done' and sealed is not null))::int as done,
        (count(*) filter (where state = 'kept' and sealed is not null))::int as kept from inbound_mail`;
    expect(counts).toEqual({ done: 0, kept: 1 });
    await sql`update inbound_mail set received_at = received_at - interval '91 days' where state = 'kept'`;
    await purgeInbound(sql);
    const [left] = await sql<{ n: number }[]>`select count(*)::int as n from inbound_mail where sealed is not null`;
    expect(left).toEqual({ n: 0 });
  });
});
