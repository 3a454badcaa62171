import { describe, expect, it, onTestFinished } from 'vitest';
import type { Arrival } from '#store/inbound/keep.ts';
import { type ListenerNeeds, startInboundListener } from '#server/inbound/listener.ts';
import { PeerCounts } from '#server/inbound/limits.ts';
import { addressedTo } from '#server/inbound/address.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { messageAddress } from '#mail/compose/return-path.ts';
import { makeSeal } from '#seal/seal.ts';
import { type RawClient, rawClient } from './raw-client.ts';

const seal = makeSeal(new Map([[1, Buffer.alloc(32, 1)]]), Buffer.alloc(32, 2));
const identity = await makeIdentity({ kind: 'host', name: 'returns.example' }, null, {
  from: Date.now() - 1000,
  days: 2,
});
const message = { lane: 7, id: '0199c1c0-0000-7000-8000-000000000001' };
const mine = messageAddress(seal, 'bounce', message, 'lakeview.example');
const forged = mine.replace(/^b-(.)/, (_whole, one: string) => `b-${one === 'a' ? 'b' : 'a'}`);
const own = { domains: new Set(['lakeview.example']), identities: new Set(['care@lakeview.example']) };

async function listener(change: Partial<ListenerNeeds> = {}) {
  const kept: Arrival[] = [];
  const running = await startInboundListener({
    host: '127.0.0.1',
    port: 0,
    name: 'returns.example',
    tls: { key: identity.privateKey, cert: identity.certificate },
    addressed: (recipient) => Promise.resolve(addressedTo(seal, own, recipient)),
    keep: (arrival) => Promise.resolve(kept.push(arrival)).then(() => ['an-id']),
    log: { warn() {} },
    ...change,
  });
  onTestFinished(() => running.stop());
  return { kept, port: running.port };
}

/** A client that has said EHLO and, unless told otherwise, from whom and to whom. */
async function client(port: number, to: string | null = mine): Promise<RawClient> {
  const one = await rawClient(port);
  onTestFinished(() => one.end());
  expect(await one.reply()).toMatch(/^220 /);
  expect(await one.say('EHLO mx.elsewhere.example')).toMatch(/250.*SIZE/s);
  if (to === null) return one;
  expect(await one.say('MAIL FROM:<>')).toMatch(/^250/);
  expect(await one.say(`RCPT TO:<${to}>`)).toMatch(/^250/);
  return one;
}

describe('the inbound listener', () => {
  it.each([
    ['another domain', 'ada@elsewhere.example', /^550 5\.7\.1 relaying denied/],
    ['a domain that only begins like ours', 'b-x@lakeview.example.evil.example', /^550 5\.7\.1/],
    ['a source route', '@elsewhere.example:ada@lakeview.example', /^5\d\d /],
    ['the percent hack', 'ada%elsewhere.example@lakeview.example', /^550 5\.1\.1/],
    ['a mailbox that is none', 'ada@lakeview.example', /^550 5\.1\.1/],
    ['an address literal', 'ada@[127.0.0.1]', /^5\d\d /],
  ])('takes nothing for %s', async (_what, to, refusal) => {
    const { port, kept } = await listener();
    const one = await client(port, null);
    await one.say('MAIL FROM:<x@elsewhere.example>');
    expect(await one.say(`RCPT TO:<${to}>`)).toMatch(refusal);
    expect(await one.say('DATA')).toMatch(/^503/);
    expect(kept).toEqual([]);
  });

  it.each(['postmaster@lakeview.example', 'fbl@LAKEVIEW.example', 'care@lakeview.example', mine, mine.toUpperCase()])(
    'takes mail for %s',
    async (to) => {
      const { port, kept } = await listener();
      const one = await client(port, to);
      await one.say('DATA');
      expect(await one.say('Subject: x\r\n\r\n..dot\r\n.')).toMatch(/^250 2\.0\.0 kept/);
      expect(kept[0]).toMatchObject({ from: '', recipients: [to], helo: 'mx.elsewhere.example', tls: null });
      expect(Buffer.from(kept[0]!.bytes).toString()).toBe('Subject: x\r\n\r\n.dot\r\n');
    },
  );

  it('says 451 and not 250 when it cannot store, and the next mail goes', async () => {
    let away = true;
    const { port } = await listener({
      keep: () => (away ? Promise.reject(new Error('database away')) : Promise.resolve(['an-id'])),
    });
    const one = await client(port);
    await one.say('DATA');
    expect(await one.say('x\r\n.')).toMatch(/^451 4\.3\.0/);
    away = false;
    await one.say('MAIL FROM:<>');
    await one.say(`RCPT TO:<${mine}>`);
    await one.say('DATA');
    expect(await one.say('x\r\n.')).toMatch(/^250/);
  });

  it('says 451 when it cannot look up whose address that is', async () => {
    const { port } = await listener({ addressed: () => Promise.reject(new Error('database away')) });
    const one = await client(port, null);
    await one.say('MAIL FROM:<>');
    expect(await one.say(`RCPT TO:<${mine}>`)).toMatch(/^451 4\.3\.0/);
  });

  it('offers STARTTLS and believes nothing that was said before the handshake', async () => {
    const { port, kept } = await listener();
    const one = await client(port, null);
    // The classic injection: a command in the same packet, to be executed once inside.
    one.write('STARTTLS\r\nMAIL FROM:<thief@evil.example>\r\n');
    expect(await one.reply()).toMatch(/^220/);
    const secure = await one.upgrade();
    expect(secure.getProtocol()).toBe('TLSv1.3');
    expect(await one.say(`RCPT TO:<${mine}>`)).toMatch(/^503/);
    await one.say('EHLO mx.elsewhere.example');
    await one.say('MAIL FROM:<>');
    await one.say(`RCPT TO:<${mine}>`);
    await one.say('DATA');
    await one.say('x\r\n.');
    expect(kept[0]).toMatchObject({ from: '', tls: { protocol: 'TLSv1.3' } });
  });

  it('refuses what is announced too large, and answers 552 to what turns out so', async () => {
    const { port, kept } = await listener({ limits: { size: 10_000 } });
    const one = await client(port, null);
    expect(await one.say('MAIL FROM:<> SIZE=10001')).toMatch(/^552/);
    expect(await one.say('MAIL FROM:<> SIZE=10')).toMatch(/^250/);
    await one.say(`RCPT TO:<${mine}>`);
    await one.say('DATA');
    expect(await one.say(`${'x'.repeat(76)}\r\n`.repeat(200) + '.')).toMatch(/^552 5\.3\.4/);
    expect(kept).toEqual([]);
  });

  it('cuts off a mail that goes on and on, without gathering it', async () => {
    const { port, kept } = await listener({ limits: { size: 10_000 } });
    const one = await client(port);
    await one.say('DATA');
    const line = `${'x'.repeat(998)}\r\n`.repeat(64);
    const before = process.memoryUsage().arrayBuffers;
    const state = { open: true };
    void one.closed.then(() => (state.open = false));
    for (let i = 0; i < 400 && state.open; i++) {
      one.write(line);
      await new Promise((next) => setImmediate(next));
    }
    await one.closed;
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 << 20);
    expect(kept).toEqual([]);
  });

  it('takes only so much at once from everybody together', async () => {
    const { port, kept } = await listener({ limits: { inFlight: 5_000 } });
    const [first, second] = [await client(port), await client(port)];
    await first.say('DATA');
    await second.say('DATA');
    first.write(`${'x'.repeat(76)}\r\n`.repeat(60));
    await new Promise((next) => setTimeout(next, 50));
    expect(await second.say(`${'y'.repeat(76)}\r\n`.repeat(60) + '.')).toMatch(/^452 4\.3\.1/);
    expect(await first.say('.')).toMatch(/^250/);
    expect(kept).toHaveLength(1);
  });

  it('ends a connection that drags on, however busily', async () => {
    const { port } = await listener({ limits: { lifeMs: 300 } });
    const one = await client(port);
    await one.say('DATA');
    const drip = setInterval(() => one.write('x'), 20);
    onTestFinished(() => clearInterval(drip));
    await one.closed;
  });

  it('ends a connection that says nothing', async () => {
    const { port } = await listener({ limits: { silenceMs: 200 } });
    const one = await client(port);
    await one.closed;
  });

  it('bounds recipients, connections and mails of one peer', async () => {
    const { port } = await listener({ limits: { recipients: 2, connectionsPerPeer: 2, mailsPerMinute: 3 } });
    const one = await client(port);
    expect(await one.say(`RCPT TO:<postmaster@lakeview.example>`)).toMatch(/^250/);
    expect(await one.say(`RCPT TO:<abuse@lakeview.example>`)).toMatch(/^452 4\.5\.3/);
    await client(port, null);
    const third = await rawClient(port);
    onTestFinished(() => third.end());
    expect(await third.reply()).toMatch(/^421 4\.7\.0/);
    for (const expected of [/^250/, /^250/, /^451 4\.7\.1/]) {
      await one.say('RSET');
      expect(await one.say('MAIL FROM:<>')).toMatch(expected);
    }
  });

  it('keeps of a mail to a forged address only its beginning, apart from the others', async () => {
    const { port, kept } = await listener();
    const one = await client(port, forged);
    await one.say(`RCPT TO:<${mine}>`);
    await one.say('DATA');
    expect(await one.say(`${'x'.repeat(998)}\r\n`.repeat(200) + '.')).toMatch(/^250/);
    expect(kept.map(({ recipients, bytes }) => [recipients[0], bytes.length])).toEqual([
      [mine, 200_000],
      [forged, 64 << 10],
    ]);
  });

  it('survives nonsense', async () => {
    const { port } = await listener();
    for (const nonsense of ['\0\0\0\r\n', `${'A'.repeat(100_000)}\r\n`, 'DATA\r\n.\r\n', 'BDAT 99999999999 LAST\r\n']) {
      const one = await rawClient(port);
      onTestFinished(() => one.end());
      await one.reply();
      one.write(nonsense);
      await Promise.race([one.reply().catch(() => ''), one.closed]);
      one.end();
    }
    await client(port);
  });
});

describe('the counts of peers', () => {
  it('forget the oldest idle peer rather than grow, and never one that is connected', () => {
    let now = 0;
    const counts = new PeerCounts({ connectionsPerPeer: 1, mailsPerMinute: 2 }, () => now);
    expect(counts.open('busy')).toBe(true);
    for (let i = 0; i < 10_050; i++) counts.mail(`peer-${i}`);
    expect(counts.open('busy')).toBe(false);
    expect([counts.mail('a'), counts.mail('a'), counts.mail('a')]).toEqual([true, true, false]);
    now += 60_001;
    expect(counts.mail('a')).toBe(true);
  });
});
