import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { trust } from '#mail/session/trust.ts';
import { openPost } from '#server/webhook/post.ts';
import { type Sender, startSender } from '#server/webhook/sender.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { claimWebhooks } from '#store/webhooks/claim.ts';
import { createWebhook } from '#store/webhooks/create.ts';
import { recoverWebhooks } from '#store/webhooks/recover.ts';
import { rotateWebhook } from '#store/webhooks/rotate.ts';
import { updateWebhook } from '#store/webhooks/update.ts';
import { DAY, chain, rig } from '#test/engine/rig.ts';
import { receiver } from './receiver.ts';

const services = await rig();
const { sql, db, seal, people, publish, settle, pass, standing, counts, newId, log, resolver } = services;
await sql`insert into attributes (key, label, type, phi) values ('medication', 'Medication', 'text', 'P2')`;

const message = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    contact: z.uuid(),
    journey: z.uuid(),
    enrollment: z.uuid(),
    step: z.string(),
    visit: z.int(),
    attributes: z.record(z.string(), z.unknown()).optional(),
  }),
});
const ends = ['ok', 'bad', 'late'].map((id) => ({ id, type: 'end', config: { reason: 'completed' } }));
let made = 0;

/** A live journey that calls one endpoint at `url`, with `n` people in it, waiting for the answer. */
async function calling(url: string, { n = 1, baa = false, config = {}, medication = '' } = {}) {
  const endpoint = `CRM ${++made}`;
  const id = newId();
  const secret = await createWebhook(db.orm, seal, { id, name: endpoint, url, baa });
  const call = { id: 'call', type: 'webhook', config: { endpoint, event: 'visit.due', timeout: 'P1D', ...config } };
  const journey = await publish({
    ...chain(`calls ${made}`, [call, ...ends]),
    edges: [
      { from: 'trigger', outlet: 'entered', to: 'call' },
      { from: 'call', outlet: 'success', to: 'ok' },
      { from: 'call', outlet: 'failure', to: 'bad' },
      { from: 'call', outlet: 'timeout', to: 'late' },
    ],
  });
  const who = await people(n, () => ({ medication: medication || null }));
  await enroll(sql, { journeyId: journey, contacts: who });
  await settle();
  const rows = () =>
    sql<
      {
        id: string;
        state: string;
        attempts: number;
        status: number | null;
        problem: string | null;
        sealed: Uint8Array | null;
      }[]
    >`select id, state, attempts, status, problem, sealed from webhook_deliveries where journey_id = ${journey} order by id`;
  return { endpoint, id, secret, journey, who, rows };
}

function sender(worker: string = newId()): Sender {
  const { post } = openPost({ resolver, allowPrivate: true, context: trust([]), deadline: 3000 });
  return startSender({ sql, seal, log, worker, post });
}

/** Until `enough` holds; the sender works by its own clock. */
async function until(enough: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    if (await enough()) return;
    await new Promise((next) => setTimeout(next, 20));
  }
  throw new Error('It did not come to that.');
}
const stepsOf = async (journey: string) => (await standing(journey)).map((one) => one.step);
/** Runs a sender until everything of the journey's is over. */
async function send(rows: () => Promise<readonly { state: string }[]>): Promise<void> {
  const running = sender();
  await until(async () => (await rows()).every(({ state }) => state !== 'queued' && state !== 'claimed'));
  await running.stop();
  await settle();
}

describe('a webhook', () => {
  it('tells the other system by ids only, signed, once per contact, and each goes on when it has answered', async () => {
    const { got, url } = await receiver();
    const { secret, journey, who, rows } = await calling(url, { n: 40 });
    expect(new Set(await stepsOf(journey))).toEqual(new Set(['call']));
    await send(rows);
    expect(new Set(await stepsOf(journey))).toEqual(new Set(['ok']));
    expect(got).toHaveLength(40);
    const deliveries = await rows();
    expect(deliveries.every((one) => one.state === 'delivered' && one.attempts === 1 && one.status === 204)).toBe(true);
    const verified = got.map(({ headers, body }) => {
      const signed = { ...headers } as Record<string, string>;
      return { id: signed['webhook-id'], ...message.parse(new Webhook(secret).verify(body, signed)) };
    });
    expect(new Set(verified.map((one) => one.id))).toEqual(new Set(deliveries.map((one) => one.id)));
    expect(new Set(verified.map((one) => one.data.contact))).toEqual(new Set(who.map((one) => one.id)));
    expect(verified[0]).toMatchObject({ type: 'visit.due', data: { journey, step: 'call', visit: 1 } });
    expect(verified[0]!.data.attributes).toBeUndefined();
    expect((await counts(journey))['call']).toMatchObject({ entered: 40, here: 0, passed: { success: 40 } });
  });

  it('comes back to a server that was down, under the same id, and then succeeds', async () => {
    const { got, url } = await receiver((_, before) => ({ status: before < 2 ? 503 : 200 }));
    const { journey, rows } = await calling(url);
    const running = sender();
    await until(async () => (await rows())[0]!.attempts === 1 && (await rows())[0]!.state === 'queued');
    expect((await rows())[0]).toMatchObject({ status: 503 });
    expect(await stepsOf(journey)).toEqual(['call']);
    await pass(60_000);
    await until(async () => (await rows())[0]!.attempts === 2 && (await rows())[0]!.state === 'queued');
    await pass(300_000);
    await until(async () => (await rows())[0]!.state === 'delivered');
    await running.stop();
    await settle();
    expect(await stepsOf(journey)).toEqual(['ok']);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(got.map(({ body }) => body)).size).toBe(1);
  });

  it('goes on by “failure” at once when it is refused for good', async () => {
    const { got, url } = await receiver(() => ({ status: 410 }));
    const { journey, rows } = await calling(url);
    await send(rows);
    expect(await stepsOf(journey)).toEqual(['bad']);
    expect(await rows()).toMatchObject([{ state: 'failed', status: 410, attempts: 1 }]);
    expect(got).toHaveLength(1);
  });

  it('goes on by “failure” after the last attempt', async () => {
    const { got, url } = await receiver(() => ({ status: 500 }));
    const { journey, rows } = await calling(url, { config: { timeout: 'P30D' } });
    const running = sender();
    for (let attempt = 1; attempt < 8; attempt++) {
      await until(async () => (await rows())[0]!.attempts === attempt && (await rows())[0]!.state === 'queued');
      await pass(9 * 3_600_000);
    }
    await until(async () => (await rows())[0]!.state === 'failed');
    await running.stop();
    await settle();
    expect(await stepsOf(journey)).toEqual(['bad']);
    expect(got).toHaveLength(8);
  });

  it('sends nothing more once the contact has gone on by “timeout”', async () => {
    const { got, url } = await receiver(() => ({ status: 503 }));
    const { journey, rows } = await calling(url, { config: { timeout: 'PT1H' } });
    const running = sender();
    await until(async () => (await rows())[0]!.state === 'queued' && (await rows())[0]!.attempts === 1);
    await running.stop();
    await pass(3_700_000);
    await settle();
    expect(await stepsOf(journey)).toEqual(['late']);
    await send(rows);
    expect(await rows()).toMatchObject([{ state: 'expired', attempts: 1 }]);
    expect(got).toHaveLength(1);
    expect(await stepsOf(journey)).toEqual(['late']);
  });

  it('sends no attributes where no BAA covers the endpoint, whatever the journey says', async () => {
    const { got, url } = await receiver();
    const { rows } = await calling(url, { config: { attributes: ['medication'] }, medication: 'Zolpidem' });
    expect((await rows())[0]!.sealed).toBeNull();
    await send(rows);
    expect(JSON.stringify(got)).not.toContain('Zolpidem');
  });

  it('sends the attributes chosen to one that is covered; they lie sealed until then and are gone after', async () => {
    const { got, url } = await receiver();
    const { rows } = await calling(url, { baa: true, config: { attributes: ['medication'] }, medication: 'Zolpidem' });
    const [waiting] = await rows();
    expect(Buffer.from(waiting!.sealed!).includes('Zolpidem')).toBe(false);
    await send(rows);
    expect(message.parse(JSON.parse(got[0]!.body)).data.attributes).toEqual({ medication: 'Zolpidem' });
    expect((await rows())[0]!.sealed).toBeNull();
  });

  it('leaves attributes out when the BAA has ended meanwhile', async () => {
    const { got, url } = await receiver();
    const { id, rows } = await calling(url, {
      baa: true,
      config: { attributes: ['medication'] },
      medication: 'Zolpidem',
    });
    await updateWebhook(db.orm, id, { url, baa: false });
    await send(rows);
    expect(got).toHaveLength(1);
    expect(JSON.stringify(got)).not.toContain('Zolpidem');
  });

  it('is signed by the old secret as well while a rotation overlaps, and by the new one alone without', async () => {
    const { got, url } = await receiver();
    const first = await calling(url);
    const fresh = await rotateWebhook(db.orm, seal, first.id, 24);
    await send(first.rows);
    const signed = () => ({ ...got.at(-1)!.headers }) as Record<string, string>;
    for (const secret of [first.secret, fresh]) new Webhook(secret).verify(got[0]!.body, signed());
    const second = await calling(url);
    const only = await rotateWebhook(db.orm, seal, second.id, 0);
    await send(second.rows);
    new Webhook(only).verify(got[1]!.body, signed());
    expect(() => new Webhook(second.secret).verify(got[1]!.body, signed())).toThrow();
  });

  it('fails when its endpoint is gone, and waits while its journey is paused', async () => {
    const { got, url } = await receiver();
    const gone = await calling(url);
    await sql`delete from webhook_endpoints where id = ${gone.id}`;
    await send(gone.rows);
    expect(await gone.rows()).toMatchObject([{ state: 'failed', problem: 'no_endpoint' }]);
    expect(await stepsOf(gone.journey)).toEqual(['bad']);
    const paused = await calling(url);
    await sql`update journeys set state = 'paused' where id = ${paused.journey}`;
    expect(await claimWebhooks(sql, 'me', { limit: 10, busy: [] })).toEqual([]);
    await sql`update journeys set state = 'live' where id = ${paused.journey}`;
    await send(paused.rows);
    expect(got).toHaveLength(1);
  });

  it('is one row per visit: a second for the same visit cannot be', async () => {
    const { url } = await receiver();
    const { journey, rows } = await calling(url);
    await sql`update enrollments set due_at = stepwell_now(), wake = '[{"kind":"reconsider"}]' where journey_id = ${journey}`;
    await settle();
    expect(await rows()).toHaveLength(1);
    const again = sql`
      insert into webhook_deliveries (lane, contact_id, id, enrollment_id, journey_id, step, visit, endpoint, event, due_at,
        queued_at)
      select lane, contact_id, gen_random_uuid(), enrollment_id, journey_id, step, visit, endpoint, event, due_at, queued_at
      from webhook_deliveries where journey_id = ${journey}`;
    await expect(again).rejects.toMatchObject({ code: '23505' });
    await sql`delete from webhook_deliveries`;
  });

  it('is taken over from a sender that died, and sent again under the same id', async () => {
    const { got, url } = await receiver();
    const { journey, rows } = await calling(url);
    const [taken] = await claimWebhooks(sql, 'dead', { limit: 10, busy: [] });
    expect(await recoverWebhooks(sql, 'me')).toEqual({ requeued: 0, expired: 0 });
    await sql`update webhook_deliveries set lease_until = now() - interval '1 second'`;
    await send(rows);
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual([taken!.id]);
    expect(await stepsOf(journey)).toEqual(['ok']);
    expect(await rows()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('that is slow at one endpoint holds up no other', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((done) => (release = done));
    const slow = await receiver(async () => {
      await held;
      return { status: 200 };
    });
    const quick = await receiver();
    const stuck = await calling(slow.url, { n: 60 });
    const flowing = await calling(quick.url, { n: 60 });
    const running = sender();
    await until(async () => (await flowing.rows()).every((one) => one.state === 'delivered'));
    expect((await stuck.rows()).every((one) => one.state !== 'delivered')).toBe(true);
    release();
    await until(async () => (await stuck.rows()).every((one) => one.state === 'delivered'));
    await running.stop();
  });

  it('leaves nothing of a contact who was deleted', async () => {
    const { got, url } = await receiver();
    const { who, rows } = await calling(url);
    await sql`delete from contacts where id = ${who[0]!.id}`;
    expect(await rows()).toEqual([]);
    expect(got).toEqual([]);
    await pass(DAY);
  });
});
