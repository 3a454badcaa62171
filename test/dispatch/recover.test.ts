import { afterAll, describe, expect, it } from 'vitest';
import { openCommits } from '#engine/dispatch/commits.ts';
import type { DispatchWorld } from '#engine/dispatch/world.ts';
import { openDatabase } from '#store/database.ts';
import { claimMessages } from '#store/messages/claim.ts';
import { commitDot } from '#store/messages/commit-dot.ts';
import { renewLeases } from '#store/messages/lease.ts';
import { finishMessages } from '#store/messages/finish.ts';
import { recoverMessages, tryWorkerLock } from '#store/messages/recover.ts';
import { releaseMessages } from '#store/messages/release.ts';
import { deliveryRig, messageNow } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await deliveryRig(services);
const living = openDatabase(services.url, 1);
afterAll(() => living.close());
const ended = { reason: 'TLS_T2', method: 'tls', phi: 'P0', retryInMs: null, portalNext: false } as const;
let people = 0;

/** One message, claimed by this worker and brought to this state. */
async function standing(worker: string, state: 'claimed' | 'sealed' | 'dot') {
  const ids = await rig.queue([await rig.contact(`ada.r${people++}@clearlake.example`)]);
  const [message] = await claimMessages(sql, worker, { limit: 1, busy: [] });
  if (state !== 'claimed') await sql`update messages set state = 'sealed' where id = ${message!.id}`;
  if (state === 'dot') expect(await commitDot(sql, worker, [message!])).toEqual(new Set([message!.id]));
  expect([...ids.values()]).toEqual([message!.id]);
  return message!;
}

describe('a worker that died', () => {
  it('gives back what it had not sent, and leaves in doubt what it may have', async () => {
    const claimed = await standing('dead', 'claimed');
    const sealed = await standing('dead', 'sealed');
    const dot = await standing('dead', 'dot');
    const found = await recoverMessages(sql, 'me');
    expect(new Map(found.map((one) => [one.id, one.inDoubt]))).toEqual(
      new Map([
        [claimed.id, false],
        [sealed.id, false],
        [dot.id, true],
      ]),
    );
    expect(await messageNow(services, claimed.id)).toMatchObject({ state: 'queued' });
    expect(await messageNow(services, sealed.id)).toMatchObject({ state: 'queued' });
    expect(await messageNow(services, dot.id)).toMatchObject({ state: 'in_doubt', reason: 'NO_ANSWER' });
    const again = await claimMessages(sql, 'me', { limit: 10, busy: [] });
    expect(new Set(again.map((one) => one.id))).toEqual(new Set([claimed.id, sealed.id]));
    await releaseMessages(
      sql,
      'me',
      again.map((message) => ({ message, destination: null })),
    );
    await sql`delete from messages`;
  });

  it('can no longer commit a dot for a message that was taken from it', async () => {
    const message = await standing('slow', 'sealed');
    await recoverMessages(sql, 'me');
    expect(await commitDot(sql, 'slow', [message])).toEqual(new Set());
    const [mine] = await claimMessages(sql, 'me', { limit: 1, busy: [] });
    expect(await commitDot(sql, 'slow', [message])).toEqual(new Set());
    expect(await finishMessages(sql, 'slow', [{ ...ended, message, state: 'sent' }])).toEqual(new Set());
    expect(await messageNow(services, mine!.id)).toMatchObject({ state: 'claimed' });
    await sql`delete from messages`;
  });

  it('may still say what the server answered when it only seemed dead', async () => {
    const message = await standing('slow', 'dot');
    await recoverMessages(sql, 'me');
    expect(await messageNow(services, message.id)).toMatchObject({ state: 'in_doubt' });
    await finishMessages(sql, 'slow', [{ ...ended, message, state: 'sent' }]);
    expect(await messageNow(services, message.id)).toMatchObject({ state: 'sent' });
    await sql`delete from messages`;
  });
});

describe('a worker that lives', () => {
  it('keeps its messages while it holds its lock and its lease', async () => {
    await living.sql.unsafe('begin');
    expect(await tryWorkerLock(living.sql, 'living')).toBe(true);
    const message = await standing('living', 'sealed');
    expect(await recoverMessages(sql, 'me')).toEqual([]);
    await sql`update messages set lease_until = now() - interval '1 second' where id = ${message.id}`;
    expect(await commitDot(sql, 'living', [message])).toEqual(new Set());
    expect((await recoverMessages(sql, 'me')).map((one) => one.id)).toEqual([message.id]);
    await sql`delete from messages`;
  });

  it('does not lose its messages when the demo clock is moved', async () => {
    const message = await standing('living', 'sealed');
    await sql`update demo_clock set offset_ms = offset_ms + 86400000`;
    expect(await recoverMessages(sql, 'me')).toEqual([]);
    expect(await commitDot(sql, 'living', [message])).toEqual(new Set([message.id]));
    await sql`delete from messages`;
  });
});

describe('a claim', () => {
  it('takes by priority, yet a low one still moves', async () => {
    const high = await rig.queue(
      await Promise.all([1, 2, 3, 4, 5, 6].map((i) => rig.contact(`ada.h${i}@clearlake.example`))),
      {},
      1,
    );
    await sql`update messages set due_at = due_at - interval '1 hour' where id = any(${[...high.values()].slice(3)})`;
    const low = await rig.queue([await rig.contact('ada.low@clearlake.example')], {}, 9);
    await sql`update messages set due_at = due_at - interval '1 day' where id = any(${[...low.values()]})`;
    const taken = (await claimMessages(sql, 'living', { limit: 4, busy: [] })).map((one) => one.id);
    expect(taken).toContain([...low.values()][0]);
    expect(taken.filter((id) => [...high.values()].includes(id))).toHaveLength(3);
    await sql`delete from messages`;
  });

  it('passes over a paused journey and a domain that has enough waiting', async () => {
    const ids = await rig.queue([await rig.contact('ada.p1@clearlake.example')]);
    await sql`update journeys set state = 'paused'`;
    expect(await claimMessages(sql, 'living', { limit: 4, busy: [] })).toEqual([]);
    await sql`update journeys set state = 'live'`;
    const destination = services.seal.mac('destination', 'clearlake.example');
    await sql`update messages set destination = ${destination}`;
    expect(await claimMessages(sql, 'living', { limit: 4, busy: [destination] })).toEqual([]);
    const other = services.seal.mac('destination', 'other.example');
    expect((await claimMessages(sql, 'living', { limit: 4, busy: [other] })).map((one) => one.id)).toEqual([
      ...ids.values(),
    ]);
    await sql`delete from messages`;
  });

  it('gives each message to one of many workers only', async () => {
    const ids = await rig.queue(
      await Promise.all(Array.from({ length: 20 }, (_, i) => rig.contact(`ada.c${i}@clearlake.example`))),
    );
    const taken = await Promise.all(
      ['a', 'b', 'c', 'd'].map((worker) => claimMessages(sql, worker, { limit: 8, busy: [] })),
    );
    const all = taken.flat().map((one) => one.id);
    expect(all).toHaveLength(20);
    expect(new Set(all)).toEqual(new Set(ids.values()));
    await sql`delete from messages`;
  });
});

describe('a worker that lost the database for a while', () => {
  it('and has a message in hand twice sends it once: the earlier claim may not go on in the later one’s batch', async () => {
    const first = await standing('twice', 'claimed');
    // Another worker found this one's lock free, and gave back what it held.
    await recoverMessages(sql, 'other');
    const [second] = await claimMessages(sql, 'twice', { limit: 1, busy: [] });
    expect([first.id, first.attempt, second!.attempt]).toEqual([second!.id, 1, 2]);
    await sql`update messages set state = 'sealed' where id = ${first.id}`;
    type World = DispatchWorld<never, never>;
    const world: Pick<World, 'dot'> = { dot: (batch) => commitDot(sql, 'twice', batch) };
    const commits = openCommits(world as World, () => false);
    expect(await Promise.all([commits.dot(first), commits.dot(second!)])).toEqual([false, true]);
    await sql`delete from messages`;
  });

  it('keeps only what it has in hand: what was claimed while the answer got lost comes free by itself', async () => {
    const mine = await standing('alive', 'claimed');
    const nobodys = await standing('alive', 'claimed');
    await sql`update messages set lease_until = now() - interval '1 second'`;
    await renewLeases(sql, 'alive', [mine]);
    expect((await recoverMessages(sql, 'alive')).map((one) => one.id)).toEqual([nobodys.id]);
    expect(await messageNow(services, mine.id)).toMatchObject({ state: 'claimed' });
    expect(await messageNow(services, nobodys.id)).toMatchObject({ state: 'queued' });
    await sql`delete from messages`;
  });
});
