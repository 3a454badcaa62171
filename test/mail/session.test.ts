import { afterAll, describe, expect, it } from 'vitest';
import type { Assurance, DeliveryPolicy } from '#core/delivery/facts.ts';
import { sealTls } from '#mail/method/tls.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { StsPolicies } from '#mail/probe/sts.ts';
import { Transport } from '#mail/session/transport.ts';
import { trust } from '#mail/session/trust.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { type Fault, FaultyServer } from './faulty-server.ts';
import { CANARY, content, signer } from './support.ts';

const DAY = 86_400_000;
const valid = { from: Date.now() - DAY, days: 30 };
const authority = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, valid);
const good = await makeIdentity({ kind: 'host', name: 'mx.one.example' }, authority, valid);
const goodTwo = await makeIdentity({ kind: 'host', name: 'mx.two.example' }, authority, valid);
const selfSigned = await makeIdentity({ kind: 'host', name: 'mx.one.example' }, null, valid);
const expired = await makeIdentity({ kind: 'host', name: 'mx.one.example' }, authority, {
  from: Date.now() - 40 * DAY,
  days: 30,
});
const wrongName = await makeIdentity({ kind: 'host', name: 'mx.other.example' }, authority, valid);
const as = (identity: typeof good) => ({ key: identity.privateKey, cert: identity.certificate });

const keys = signer();
const policy: DeliveryPolicy = {
  floors: { P0: 'T1', P1: 'T2', P2: 'T2' },
  portalEnabled: true,
  sealedOnly: false,
  portalOnly: false,
};
const envelope = { returnPath: 'b-x@lakeview.example', recipient: 'ada@one.example' };
const sealed = (phi: 'P0' | 'P2') => sealTls(content(), envelope, keys, { phi, policy });
const open: { close(): void }[] = [];
afterAll(() => open.forEach((one) => one.close()));

/** A domain whose mail hosts are these servers, in order of preference. */
async function domainOf(
  faults: (Fault | 'refuses')[],
  options: { best?: Assurance; private?: boolean; own?: boolean } = {},
) {
  const servers = faults.map((fault) => (fault === 'refuses' ? null : new FaultyServer(fault)));
  const ports = await Promise.all(servers.map((server) => server?.listen() ?? Promise.resolve(9)));
  const names = ['mx.one.example', 'mx.two.example'];
  const none = { records: [], exists: true, validated: false };
  const resolver: Resolver = {
    mx: async () => ({ ...none, records: servers.map((_, i) => ({ preference: (i + 1) * 10, exchange: names[i]! })) }),
    address: async (host) => ({
      ...none,
      records: [
        {
          address: '127.0.0.1',
          port: ports[names.indexOf(host)]!,
          ...(options.own === false ? {} : { own: true as const }),
        },
      ],
    }),
    txt: async () => none,
    tlsa: async () => none,
    lookUp: async () => none,
  };
  const remembered: string[] = [];
  const transport = new Transport({
    resolver,
    sts: new StsPolicies({
      resolver,
      context: trust([]),
      allowPrivate: false,
      store: { read: async () => null, keep: async () => {} },
    }),
    context: trust([authority.certificate]),
    port: 25,
    name: '[127.0.0.1]',
    allowPrivate: options.private ?? false,
    known: async () => ({ best: options.best ?? null, pinned: false }),
    remember: async (_domain, { assurance }) => void remembered.push(assurance),
    connectMs: 3_000,
    commandMs: 3_000,
  });
  open.push({ close: () => transport.stop() }, ...servers.filter((one) => one !== null));
  return { transport, servers: servers.filter((one) => one !== null), remembered };
}

async function reached(fault: Fault, wanted: Assurance = 'T2', options = {}) {
  const { transport, servers } = await domainOf([fault], options);
  const reach = await transport.reach('one.example', wanted);
  if (reach.kind !== 'reached') throw new Error(`not reached: ${reach.kind}`);
  return { reach, server: servers[0]! };
}

describe('the gate', () => {
  it.each([
    ['STARTTLS is stripped', { startTls: null }],
    ['STARTTLS is refused for now', { startTls: '454 4.7.0 not now', ...as(good) }],
    ['only TLS 1.1 is spoken', { ...as(good), maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    [
      'only a cipher without AEAD is offered',
      { ...as(good), maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA' },
    ],
    ['a reply is injected before the handshake', { ...as(good), inject: '250 forged\r\n' }],
  ] as [string, Fault][])('stays shut when %s, and nothing of the message was said', async (_name, fault) => {
    const { reach, server } = await reached(fault);
    expect(reach).toMatchObject({ line: null, assurance: 'T0' });
    expect(server.clear.join('')).not.toMatch(/MAIL FROM|ada@|canary/i);
    expect(server.inside.join('')).not.toMatch(/MAIL FROM|ada@|canary/i);
  });

  it.each([
    ['self-signed', selfSigned],
    ['expired', expired],
    ['for another name', wrongName],
  ])(
    'measures no more than encryption when the certificate is %s, and will not carry PHI then',
    async (_name, identity) => {
      const { reach, server } = await reached(as(identity));
      expect(reach).toMatchObject({ assurance: 'T1' });
      await expect(reach.line!.send(await sealed('P2'), async () => {})).rejects.toThrow(
        'needs T2 met a session of T1',
      );
      expect(server.inside.join('')).not.toMatch(/MAIL FROM|canary/i);
    },
  );

  it('opens for a valid certificate, and what is sent is never seen in the clear', async () => {
    const { reach, server } = await reached(as(good));
    expect(reach.assurance).toBe('T2');
    expect(reach.record).toMatchObject({ host: 'mx.one.example', tls: { protocol: 'TLSv1.3', verification: null } });
    const result = await reach.line!.send(await sealed('P2'), async () => {});
    expect(result).toMatchObject({ kind: 'accepted', reply: { code: 250, enhanced: '2.0.0', queueId: 'abc123' } });
    expect(server.clear.join('')).not.toMatch(/MAIL|ada@|canary/i);
    expect(Buffer.from(server.inside.join(''), 'latin1').toString()).toContain(`Subject: About your ${CANARY}`);
  });

  it('suspects an attack when a domain shows less than it has shown before', async () => {
    expect((await reached(as(selfSigned), 'T1', { best: 'T2' })).reach.suspectedMitm).toBe(true);
    expect((await reached({ startTls: null }, 'T1', { best: 'T2' })).reach.suspectedMitm).toBe(true);
    expect((await reached(as(selfSigned), 'T1')).reach.suspectedMitm).toBe(false);
  });
});

describe('several mail hosts', () => {
  it('are tried in order until one passes the same gate', async () => {
    const { transport, servers, remembered } = await domainOf([as(selfSigned), as(goodTwo)]);
    const reach = await transport.reach('one.example', 'T2');
    expect(reach).toMatchObject({ kind: 'reached', assurance: 'T2', record: { host: 'mx.two.example' } });
    expect(servers[0]!.inside.join('')).not.toContain('MAIL');
    expect(remembered).toEqual(['T2']);
  });

  it('give the best there is when none is good enough, without trying them all for every message', async () => {
    const { transport, servers } = await domainOf([{ startTls: null }, as(wrongName)]);
    const first = await transport.reach('one.example', 'T2');
    expect(first).toMatchObject({ kind: 'reached', assurance: 'T1' });
    if (first.kind === 'reached') first.line?.giveBack();
    await transport.reach('one.example', 'T2');
    expect(servers.map((one) => one.connections)).toEqual([1, 1]);
  });

  it('are unreachable when every one refuses to connect', async () => {
    const { transport } = await domainOf(['refuses']);
    expect(await transport.reach('one.example', 'T2')).toMatchObject({ kind: 'unreachable', reason: 'connect' });
  });

  it('inside our own network are not connected to', async () => {
    const { transport, servers } = await domainOf([as(good)], { own: false });
    expect(await transport.reach('one.example', 'T2')).toMatchObject({ kind: 'no-mail', address: 'invalid' });
    expect(servers[0]!.connections).toBe(0);
    const allowed = await domainOf([as(good)], { own: false, private: true });
    expect(await allowed.transport.reach('one.example', 'T2')).toMatchObject({ kind: 'reached', assurance: 'T2' });
  });
});

describe('handing over', () => {
  it('sends no final dot unless its commit went through', async () => {
    const { reach, server } = await reached(as(good));
    const refused = reach.line!.send(await sealed('P2'), () => Promise.reject(new Error('not committed')));
    await expect(refused).rejects.toThrow('not committed');
    expect(server.inside.join('')).toContain('DATA');
    expect(server.taken).toBe(0);
  });

  it('commits the dot after the body and before the dot', async () => {
    const { reach, server } = await reached(as(good));
    let seen = '';
    await reach.line!.send(await sealed('P2'), async () => {
      await new Promise((next) => setTimeout(next, 50));
      seen = server.inside.join('');
    });
    expect(seen).toContain('--\r\n');
    expect(seen.endsWith('\r\n.\r\n')).toBe(false);
    expect(server.taken).toBe(1);
  });

  it('knows a loss before the dot from a doubt after it', async () => {
    const before = await reached({ ...as(good), hangUp: 'in-data' });
    // The body may be in the kernel already when the peer hangs up; the commit gives the loss time to be seen.
    const lost = await before.reach.line!.send(await sealed('P2'), () => new Promise((next) => setTimeout(next, 100)));
    expect(lost.kind).toBe('lost');
    const after = await reached({ ...as(good), hangUp: 'after-dot' });
    expect((await after.reach.line!.send(await sealed('P2'), async () => {})).kind).toBe('in-doubt');
  });

  it('reports what the server refused, at which point, without its words', async () => {
    const { reach } = await reached({ ...as(good), replies: { RCPT: '550 5.1.1 <ada@one.example> unknown' } });
    const result = await reach.line!.send(await sealed('P2'), async () => {});
    expect(result).toMatchObject({
      kind: 'rejected',
      phase: 'rcpt',
      reply: { code: 550, enhanced: '5.1.1', queueId: null },
    });
    expect(JSON.stringify(result)).not.toContain('ada@');
  });

  it('uses a connection again for the next message to the same domain', async () => {
    const { transport, servers } = await domainOf([as(good)]);
    for (let n = 0; n < 3; n++) {
      const reach = await transport.reach('one.example', 'T2');
      if (reach.kind !== 'reached') throw new Error('not reached');
      expect((await reach.line!.send(await sealed('P0'), async () => {})).kind).toBe('accepted');
      reach.line!.giveBack();
    }
    expect(servers[0]!.connections).toBe(1);
    expect(servers[0]!.taken).toBe(3);
  });
});
