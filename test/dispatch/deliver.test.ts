import { describe, expect, it } from 'vitest';
import { openDispatchWorld } from '#server/delivery/world.ts';
import { WorkerLock } from '#server/delivery/worker-lock.ts';
import { listMail } from '#server/mailbox/read.ts';
import { openCommits } from '#engine/dispatch/commits.ts';
import { deliver } from '#engine/dispatch/deliver.ts';
import type { DispatchWorld } from '#engine/dispatch/world.ts';
import type { Letter } from '#server/delivery/letter.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { type Recipient, deliveryRig, messageNow } from '#test/support/delivery.ts';
import { mailTransport } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const transport = await mailTransport(services);
const rig = await deliveryRig(services);
const worker = 'test-worker';
const world = openDispatchWorld(services, transport, { worker, lock: new WorkerLock(services.db, worker) });
type World = DispatchWorld<Letter, Sealed>;
let people = 0;

/** One message brought as far as being claimed and prepared; `go` delivers it, with parts of the world changed. */
async function prepared(send: Parameters<typeof rig.queue>[1] = {}) {
  const contact = await rig.contact(`ada.d${people++}@clearlake.example`, { medication: 'Zolpidem' });
  const ids = await rig.queue([contact], send);
  const [one] = await world.prepare(await world.claim({ limit: 1, busy: [] }));
  const id = ids.get(contact.id)!;
  return {
    contact,
    id,
    go: async (change: Partial<World> = {}) => {
      const changed = { ...world, ...change };
      await deliver(
        changed,
        openCommits(changed, () => true),
        one!,
      );
      return messageNow(services, id);
    },
  };
}
const mails = async (contact: Recipient) => (await listMail(services, { limit: 10, recipient: contact.email })).length;

describe('a delivery', () => {
  it('holds when the evidence cannot be stored, and sends nothing', async () => {
    const { contact, go } = await prepared();
    await sql`alter table evidence rename to evidence_away`;
    const message = await go();
    await sql`alter table evidence_away rename to evidence`;
    expect(message).toMatchObject({ state: 'held', reason: 'NO_EVIDENCE' });
    expect(await mails(contact)).toBe(0);
  });

  it('does not go out when the address was suppressed after the claim', async () => {
    const { contact, go } = await prepared();
    await addSuppression(sql, suppressionHash(services.seal, contact.email)!, 'all', 'complaint');
    expect(await go()).toMatchObject({ state: 'queued' });
    expect(await mails(contact)).toBe(0);
    await sql`delete from messages where state = 'queued'`;
  });

  it('does not go out when the journey was paused after the claim', async () => {
    const { contact, go } = await prepared();
    await sql`update journeys set state = 'paused'`;
    expect(await go()).toMatchObject({ state: 'queued' });
    await sql`update journeys set state = 'live'`;
    expect(await mails(contact)).toBe(0);
    await sql`delete from messages where state = 'queued'`;
  });

  it('sends no dot when its commit fails, and tries again later', async () => {
    const { contact, go } = await prepared();
    const message = await go({ dot: () => Promise.reject(new Error('database away')) });
    expect(message).toMatchObject({ state: 'deferred', reason: 'TEMPORARY' });
    expect(await mails(contact)).toBe(0);
  });

  it('keeps in doubt what got no answer, and never sends it again', async () => {
    const { contact, id, go } = await prepared();
    const reach: World['reach'] = async (domain, wanted) => {
      const found = await world.reach(domain, wanted);
      if (found.kind !== 'reached' || !found.line) return found;
      const { line } = found;
      return {
        ...found,
        line: {
          giveBack: () => line.giveBack(),
          send: async (message, beforeDot) => {
            await line.send(message, beforeDot);
            return { kind: 'in-doubt', transcript: '' };
          },
        },
      };
    };
    expect(await go({ reach })).toMatchObject({ state: 'in_doubt', reason: 'NO_ANSWER' });
    expect(await mails(contact)).toBe(1);
    expect((await world.claim({ limit: 10, busy: [] })).map((one) => one.id)).not.toContain(id);
  });

  it('backs off when nobody answers, and fails after 72 hours', async () => {
    const away: World['reach'] = async () => ({ kind: 'unreachable', reason: 'connect', record: {} });
    const first = await prepared();
    expect(await first.go({ reach: away })).toMatchObject({ state: 'deferred', reason: 'CONNECT', attempts: 1 });
    const [row] = await sql<{ seconds: number }[]>`
      select extract(epoch from due_at - stepwell_now())::int as seconds from messages where id = ${first.id}`;
    expect(row!.seconds).toBeGreaterThan(40);
    expect(row!.seconds).toBeLessThan(80);
    await sql`update attempts set started_at = started_at - interval '73 hours' where message_id = ${first.id}`;
    await sql`update messages set due_at = now() - interval '1 second' where id = ${first.id}`;
    const [again] = await world.prepare(await world.claim({ limit: 1, busy: [] }));
    const changed = { ...world, reach: away };
    await deliver(
      changed,
      openCommits(changed, () => true),
      again!,
    );
    expect(await messageNow(services, first.id)).toMatchObject({ state: 'failed', reason: 'EXPIRED', attempts: 2 });
  });

  it('goes to the portal next when the server finds it too large', async () => {
    const { id, go } = await prepared({ template: 'Refill' });
    const reach: World['reach'] = async (domain, wanted) => {
      const found = await world.reach(domain, wanted);
      if (found.kind !== 'reached' || !found.line) return found;
      const rejected = {
        kind: 'rejected',
        phase: 'mail',
        transcript: '',
        reply: { code: 552, enhanced: '5.3.4', queueId: null },
      } as const;
      const { line } = found;
      return { ...found, line: { giveBack: () => line.giveBack(), send: async () => rejected } };
    };
    expect(await go({ reach })).toMatchObject({ state: 'deferred', reason: 'TOO_LARGE' });
    const [again] = await world.prepare(await world.claim({ limit: 1, busy: [] }));
    await deliver(
      world,
      openCommits(world, () => true),
      again!,
    );
    expect(await messageNow(services, id)).toMatchObject({ state: 'sent', method: 'portal', reason: 'PREF_PORTAL' });
  });

  it('suspects an attack when the domain showed more before: nothing is mailed, it waits in the portal', async () => {
    const { contact, id, go } = await prepared({ template: 'Refill' });
    const reach: World['reach'] = async (domain, wanted) => {
      const found = await world.reach(domain, wanted);
      return found.kind === 'reached' ? { ...found, assurance: 'T1', suspectedMitm: true } : found;
    };
    expect(await go({ reach })).toMatchObject({ state: 'held', reason: 'SUSPECTED_MITM' });
    expect(await mails(contact)).toBe(0);
    const waiting = await sql`select 1 from portal_messages where message_id = ${id}`;
    expect(waiting).toHaveLength(1);
  });
});
