import { afterAll, describe, expect, it } from 'vitest';
import { RelayTransport, type RelayOptions } from '#mail/session/relay.ts';
import { trust } from '#mail/session/trust.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { type Fault, FaultyServer } from './faulty-server.ts';
import { as, authority, identities, leaked, sealed } from './mail-world.ts';

const valid = { from: Date.now() - 86_400_000, days: 30 };
const relayCertificate = await makeIdentity({ kind: 'host', name: 'localhost' }, authority, valid);
const good = as(relayCertificate);
const open: { close(): void }[] = [];
afterAll(() => open.forEach((one) => one.close()));

async function relayOf(fault: Fault, change: Partial<RelayOptions> = {}) {
  const server = new FaultyServer(fault);
  const port = await server.listen();
  const remembered: string[] = [];
  const relay = new RelayTransport({
    host: 'localhost',
    port,
    implicit: fault.implicit ?? false,
    credentials: null,
    context: trust([authority.certificate]),
    name: '[127.0.0.1]',
    declared: async () => false,
    remember: async (assurance) => void remembered.push(assurance),
    connectMs: 1_000,
    commandMs: 1_000,
    totalMs: 2_000,
    ...change,
  });
  open.push(server, { close: () => relay.stop() });
  return { relay, server, remembered };
}

async function reached(fault: Fault, change: Partial<RelayOptions> = {}) {
  const { relay, ...rest } = await relayOf(fault, change);
  const reach = await relay.reach();
  if (reach.kind !== 'reached' || !reach.line) throw new Error(`not reached: ${JSON.stringify(reach)}`);
  return { ...rest, relay, reach, line: reach.line };
}

describe('a relay', () => {
  it.each<[string, Fault]>([
    ['offers no STARTTLS', { startTls: null }],
    ['refuses STARTTLS', { ...good, startTls: '454 4.7.0 no' }],
    ['has a certificate for another name', as(identities.good)],
    ['signs its certificate itself', as(identities.selfSigned)],
    ['speaks TLS 1.1 at most', { ...good, maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['has a certificate for another name, and TLS from the first byte', { ...as(identities.good), implicit: true }],
  ])('that %s gets nothing, neither a password nor a message', async (_, fault) => {
    const credentials = { user: 'out', password: 'hunter2-canary' };
    const { relay, server } = await relayOf({ ...fault, offers: ['AUTH PLAIN'] }, { credentials });
    expect(await relay.reach()).toMatchObject({ kind: 'unreachable', reason: 'relay-tls' });
    expect([...server.clear, ...server.inside].join('')).not.toMatch(/AUTH|MAIL FROM|canary/);
  });

  it('is signed in to inside TLS alone, and a refusal is no reason to go on without', async () => {
    const credentials = { user: 'out@lakeview.example', password: 'hunter2' };
    const told = Buffer.from('\0out@lakeview.example\0hunter2').toString('base64');
    const replies = { AUTH: '235 2.7.0 welcome' };
    for (const implicit of [false, true]) {
      const { server, line } = await reached(
        { ...good, implicit, replies, offers: ['AUTH LOGIN PLAIN'] },
        { credentials },
      );
      expect(server.inside.join('')).toContain(`AUTH PLAIN ${told}\r\n`);
      expect(server.clear.join('')).not.toContain('AUTH');
      expect((await line.send(await sealed('P0'), async () => {})).kind).toBe('accepted');
    }
    for (const fault of [
      { ...good, replies: { AUTH: '535 5.7.8 wrong' }, offers: ['AUTH PLAIN'] },
      { ...good, offers: ['AUTH GSSAPI'] },
      good,
    ]) {
      const { relay, server } = await relayOf(fault, { credentials });
      expect(await relay.reach()).toMatchObject({ kind: 'unreachable', reason: 'relay-auth' });
      expect(server.inside.join('')).not.toContain('MAIL FROM');
    }
  });

  it('without proof of the last hop counts as T1: what holds patient data is refused, what does not goes', async () => {
    const { reach, line, remembered, server } = await reached(good);
    expect(reach).toMatchObject({ assurance: 'T1', relayUnproven: true, record: { relay: true, proof: null } });
    await expect(line.send(await sealed('P2'), async () => {})).rejects.toThrow('needs T2 met a session of T1');
    expect((await line.send(await sealed('P0'), async () => {})).kind).toBe('accepted');
    expect(remembered).toEqual(['T1']);
    expect(leaked([server])).toEqual([]);
  });

  it('that the operator vouches for counts as T2', async () => {
    const { reach, line } = await reached(good, { declared: async () => true });
    expect(reach).toMatchObject({ assurance: 'T2', record: { proof: 'declared' } });
    expect(reach).not.toHaveProperty('relayUnproven');
    expect((await line.send(await sealed('P2'), async () => {})).kind).toBe('accepted');
  });

  it('that does REQUIRETLS counts as T3, and is asked for it with each message that needs it', async () => {
    const { reach, line, server } = await reached({ ...good, offers: ['REQUIRETLS'] });
    expect(reach).toMatchObject({ assurance: 'T3', record: { proof: 'requiretls' } });
    expect(await line.send(await sealed('P2'), async () => {})).toMatchObject({ kind: 'accepted', requireTls: true });
    expect(server.inside.join('')).toMatch(/MAIL FROM:<[^>]+> SIZE=\d+ REQUIRETLS/);
  });

  it('keeps its connection for the next message, and asks again whether it is vouched for', async () => {
    let declared = true;
    const { relay, line, server } = await reached(good, { declared: async () => declared });
    await line.send(await sealed('P2'), async () => {});
    line.giveBack();
    declared = false;
    const again = await relay.reach();
    expect(again).toMatchObject({ assurance: 'T1', relayUnproven: true });
    expect(server.connections).toBe(1);
  });

  it('that is down, or says that it is busy, is waited for and not asked for every message', async () => {
    const { relay, server } = await relayOf({ ...good, greeting: '421 4.3.2 later' });
    for (let n = 0; n < 3; n++) expect(await relay.reach()).toMatchObject({ kind: 'unreachable', reason: 'busy' });
    expect(server.connections).toBe(1);
    const gone = await relayOf(good, { port: 9 });
    expect(await gone.relay.reach()).toMatchObject({ kind: 'unreachable', reason: 'connect' });
  });
});
