import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { claimInbound } from '#store/inbound/claim.ts';
import { composeAnswer } from '#server/mailbox/answers.ts';
import { handIn } from '#server/mailbox/hand-in.ts';
import { messageAddress } from '#mail/compose/return-path.ts';
import { runCli } from '#test/support/process.ts';
import { inboundRig } from './rig.ts';

const rig = await inboundRig();
const { services, sql, send, answer, read, rows } = rig;
let n = 0;
const accepted = () => send(`ada.k${n++}@clearlake.example`);
const deadLease = () =>
  sql`update inbound_mail set lease_until = now() - interval '1 second' where state = 'waiting' and lease_until is not null`;

describe('a reader that dies', () => {
  it('after it took mails up has done nothing: the next one does all of it, once', async () => {
    const { contact, id } = await accepted();
    await answer('reply', contact, id);
    await claimInbound({ sql, seal: services.seal }, 'dead', 10);
    expect(await read()).toBe(0);
    await deadLease();
    await read();
    expect(await rig.replies(id)).toHaveLength(1);
    expect(await rig.eventsOf(id)).toEqual(['delivered', 'reply']);
  });

  it('while it writes leaves nothing half done', async () => {
    const { contact, id } = await accepted();
    await answer('bounce', contact, id);
    // The last thing written is the audit entry: all before it must fall with it.
    await sql`alter table audit rename to audit_away`;
    await read();
    await sql`alter table audit_away rename to audit`;
    expect(await rig.eventsOf(id)).toEqual(['delivered']);
    expect(await rig.message(id)).toMatchObject({ state: 'sent' });
    expect(await rig.suppressed(contact.email)).toEqual(new Set());
    const [half] =
      await sql`select count(*)::int as n from evidence where message_id = ${id} and record ->> 'kind' = 'returned'`;
    expect(half).toEqual({ n: 0 });
    await sql`update inbound_mail set due_at = now() - interval '1 second' where state = 'waiting'`;
    await read();
    expect(await rig.message(id)).toMatchObject({ state: 'bounced' });
  });

  it('of the same mail again and again: the mail is kept with its reason, and holds nobody up', async () => {
    const { contact, id } = await accepted();
    await answer('reply', contact, id);
    for (let i = 0; i < 4; i++) {
      await claimInbound({ sql, seal: services.seal }, `dead-${i}`, 10);
      await deadLease();
    }
    await read();
    expect((await rows()).at(-1)).toMatchObject({ state: 'kept', problem: 'unreadable' });
  });

  it('of a row that somebody altered: it is kept, and the others are read', async () => {
    const { contact, id } = await accepted();
    await answer('bounce', contact, id);
    await sql`update inbound_mail set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where state = 'waiting'`;
    await answer('reply', contact, id);
    await read();
    expect((await rows()).slice(-2).map(({ state, problem }) => [state, problem])).toEqual([
      ['kept', 'unreadable'],
      ['done', null],
    ]);
    expect(await rig.message(id)).toMatchObject({ state: 'sent' });
  });

  it('loses its right to write when another took its mails over', async () => {
    const { contact, id } = await accepted();
    await answer('bounce', contact, id);
    const { mails: slow } = await claimInbound({ sql, seal: services.seal }, 'slow', 10);
    await deadLease();
    await read();
    const { settleInbound } = await import('#store/inbound/settle.ts');
    const late = slow.map(({ id: inbound, attempt }) => ({
      id: inbound,
      attempt,
      messageId: null,
      finding: null,
      problem: 'unreadable' as const,
    }));
    expect(await settleInbound(sql, 'slow', late)).toEqual(new Set());
    expect((await rows()).at(-1)).toMatchObject({ state: 'done' });
  });

  it('is not waited for by others: two readers at once do each mail once', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, accepted));
    for (const { contact, id } of made) for (let i = 0; i < 5; i++) await answer('reply', contact, id);
    await Promise.all([read(), read(), read()]);
    for (const { id } of made) expect(await rig.replies(id)).toHaveLength(5);
  });
});

describe('kill -9 of the whole process', () => {
  it('between the 250 and the reading loses nothing, and does nothing twice', { timeout: 180_000 }, async () => {
    const port = await freePort();
    const worker = () =>
      runCli(['serve', '--role', 'worker'], {
        DATABASE_URL: services.url,
        STEPWELL_DATA_DIR: services.config.dataDir,
        STEPWELL_KEY_FILE: `${services.config.dataDir}/key`,
        INBOUND_PORT: String(port),
        PORT: '0',
      });
    const { contact, id } = await accepted();
    const returnPath = messageAddress(services.seal, 'reply', { lane: contact.lane, id }, 'lakeview.example');
    const heard = new Set<string>();
    let given = 0;
    for (let kill = 0; kill < 3; kill++) {
      const running = worker();
      await until(() => open(port));
      const state = { alive: true };
      const client = async () => {
        while (state.alive) {
          const own = `reply-${given++}`;
          const letter = composeAnswer(
            'reply',
            { returnPath, recipient: contact.email, bytes: Buffer.from('Subject: x\r\n\r\n') },
            { at: Date.now(), id: own },
          );
          // A 250 that was heard is a promise; anything else is none.
          await handIn({ host: '127.0.0.1', port }, letter).then(
            () => heard.add(own),
            () => {},
          );
        }
      };
      const clients = [client(), client(), client()];
      await until(() => heard.size >= (kill + 1) * 20);
      running.child.kill('SIGKILL');
      state.alive = false;
      await running.ended;
      await Promise.all(clients);
    }
    await deadLease();
    await read();
    const [kept] = await sql<{ waiting: number; done: number }[]>`
      select (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'done'))::int as done
      from inbound_mail where message_id = ${id} or state = 'waiting'`;
    expect(kept!.waiting).toBe(0);
    const replies = await rig.replies(id);
    // Every one that was promised, and at the most those whose 250 was lost with the process.
    expect(replies.length).toBeGreaterThanOrEqual(heard.size);
    expect(replies.length).toBeLessThanOrEqual(given);
    expect(kept!.done).toBe(replies.length);
    expect(new Set(replies.map((one) => one.id)).size).toBe(replies.length);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

async function open(port: number): Promise<boolean> {
  const { createConnection } = await import('node:net');
  return new Promise((done) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => done(!socket.destroy().connecting));
    socket.once('error', () => done(false));
  });
}

async function until(enough: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await enough()) return;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error('It did not come to that.');
}
