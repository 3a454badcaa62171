import { describe, expect, it } from 'vitest';
import type { Assurance } from '#core/delivery/facts.ts';
import type { Reach } from '#engine/dispatch/world.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import type { Zone } from '#test/support/name-server.ts';
import type { Fault } from './faulty-server.ts';
import {
  DOMAIN,
  type World,
  announced,
  as,
  authority,
  chains,
  identities,
  leaked,
  mailWorld,
  ownAuthority,
  sealed,
  stsPolicy,
  tlsa,
} from './mail-world.ts';

const { good, second, selfSigned, expired, wrongName, own, ownWrongName, ownExpired } = identities;
const TLSA = '_25._tcp.mx1.one.example TLSA';

async function reach(world: World, wanted: Assurance = 'T2') {
  const found = await world.transport.reach(DOMAIN, wanted);
  if (found.kind !== 'reached') throw new Error(`not reached: ${JSON.stringify(found)}`);
  return found;
}

describe('every fault of the wire', () => {
  it.each<[string, Fault, Assurance]>([
    ['STARTTLS is stripped', { startTls: null }, 'T0'],
    ['STARTTLS is answered 454', { startTls: '454 4.7.0 not now', ...as(good) }, 'T0'],
    ['a reply is injected before the handshake', { ...as(good), inject: '250 forged\r\n' }, 'T0'],
    ['only TLS 1.0 is spoken', { ...as(good), maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, 'T0'],
    ['the certificate has expired', as(expired), 'T1'],
    ['the certificate signs itself', as(selfSigned), 'T1'],
    ['the certificate is for another name', as(wrongName), 'T1'],
  ])('%s: it proves no more than that, nothing is said of the message, and PHI does not go', async (_, fault, most) => {
    const world = await mailWorld([fault]);
    const found = await reach(world);
    expect(found).toMatchObject({ assurance: most, suspectedMitm: false });
    if (found.line)
      await expect(found.line.send(await sealed(), async () => {})).rejects.toThrow('met a session of T1');
    else expect(most).toBe('T0');
    expect(leaked(world.servers)).toEqual([]);
    expect(world.servers[0]!.inside.join('')).not.toMatch(/MAIL FROM|canary/i);
  });

  it.each<[string, Fault]>([
    ['resets at once', { hangUp: 'at-once' }],
    ['resets at STARTTLS', { ...as(good), hangUp: 'at-starttls' }],
    ['greets with 421', { ...as(good), greeting: '421 4.3.2 too busy' }],
    ['greets with 554', { ...as(good), greeting: '554 go away' }],
  ])(
    'a host that %s: the next one is tried under the same gate, and alone it is tried again later',
    async (_, fault) => {
      const two = await mailWorld([fault, as(second)]);
      expect(await reach(two)).toMatchObject({ assurance: 'T2', record: { host: 'mx2.one.example' } });
      const alone = await mailWorld([fault]);
      const reason = fault.greeting?.startsWith('421') ? 'busy' : 'connect';
      expect(await alone.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason });
      expect(leaked([...two.servers, ...alone.servers])).toEqual([]);
    },
  );

  it.each(['never', 'a-byte-at-a-time', 'without-end', 'one-long-line'] as const)(
    'a host that talks %s is bounded at every step, and the next one is tried',
    async (talks) => {
      for (const talksAt of ['greeting', 'EHLO'] as const) {
        const world = await mailWorld([{ ...as(good), talks, talksAt }, as(second)], {
          change: { commandMs: 200, totalMs: 400 },
        });
        const started = Date.now();
        expect(await reach(world)).toMatchObject({ record: { host: 'mx2.one.example' } });
        expect(Date.now() - started).toBeLessThan(2_000);
      }
      const send = { commandMs: 200, finalMs: 200 };
      const atMail = await mailWorld([{ ...as(good), talks, talksAt: 'MAIL' }], { change: { send } });
      expect(await (await reach(atMail)).line!.send(await sealed(), async () => {})).toMatchObject({
        kind: 'lost',
        phase: 'mail',
      });
      const atDot = await mailWorld([{ ...as(good), talks, talksAt: '.' }], { change: { send } });
      const after = await (await reach(atDot)).line!.send(await sealed(), async () => {});
      // Without end or one long line, all of it says 250; whoever does not come to an end has not answered.
      expect(after.kind).toBe('in-doubt');
    },
  );

  it('hosts that all refuse to connect are unreachable, and not tried again for every message', async () => {
    const world = await mailWorld([null, null]);
    for (let n = 0; n < 3; n++)
      expect(await world.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason: 'connect' });
  });

  it('hosts inside our own network are not connected to', async () => {
    const world = await mailWorld([as(good)], { allowPrivate: false });
    expect(await world.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'no-mail', address: 'invalid' });
    expect(world.servers[0]!.connections).toBe(0);
  });

  it('a name server that says SERVFAIL, as to a bogus signature, is waited for', async () => {
    const world = await mailWorld([as(good)], { zone: { [`${DOMAIN} MX`]: { code: 2 } } });
    expect(await world.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason: 'dns-servfail' });
    const silent = await mailWorld([as(good)], { zone: { [`${DOMAIN} MX`]: null } });
    expect(await silent.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason: 'dns-timeout' });
    expect(world.servers[0]!.connections + silent.servers[0]!.connections).toBe(0);
  });

  it('a name server that lies about where the host is leads to one whose certificate is not valid', async () => {
    const world = await mailWorld([as(good), as(wrongName)], {
      zone: { 'mx1.one.example A': [{ type: 'A', name: 'mx1.one.example', data: '127.0.0.3' }] },
    });
    world.dns.zone[`${DOMAIN} MX`] = [
      { type: 'MX', name: DOMAIN, data: { preference: 10, exchange: 'mx1.one.example' } },
    ];
    expect(await reach(world)).toMatchObject({ assurance: 'T1', record: { problem: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  });
});

describe('DANE', () => {
  it.each<[string, Fault, [number, number, number], typeof good]>([
    ['3 1 1', as(selfSigned), [3, 1, 1], selfSigned],
    ['3 0 1', as(selfSigned), [3, 0, 1], selfSigned],
    ['3 1 2', as(selfSigned), [3, 1, 2], selfSigned],
    ['3 0 0', as(selfSigned), [3, 0, 0], selfSigned],
    ['3 1 1 of a certificate that has expired', as(expired), [3, 1, 1], expired],
    ['3 1 1 of a certificate for another name', as(wrongName), [3, 1, 1], wrongName],
    ['2 0 1 of its own authority', chains.own, [2, 0, 1], ownAuthority],
    ['2 1 1 of its own authority', chains.own, [2, 1, 1], ownAuthority],
    ['2 1 2 of an authority two links above', chains.ownLong, [2, 1, 2], ownAuthority],
    ['2 0 0 of an authority the server does not send', as(own), [2, 0, 0], ownAuthority],
    ['2 1 0 of an authority the server does not send', as(own), [2, 1, 0], ownAuthority],
  ])('proves a host by %s, whatever anybody else thinks of its certificate', async (_, fault, kind, named) => {
    const world = await mailWorld([fault], { zone: { [TLSA]: [tlsa(named, kind)] } });
    const found = await reach(world, 'T4');
    expect(found).toMatchObject({ assurance: 'T4', suspectedMitm: false, record: { dane: 'match' } });
    expect(found.record).toMatchObject({ tlsa: [{ host: 'mx1.one.example', records: [{ usage: kind[0] }] }] });
    expect((await found.line!.send(await sealed(), async () => {})).kind).toBe('accepted');
    expect(world.shown).toMatchObject([{ assurance: 'T4', suspicion: null }]);
  });

  const wrong = (data: Buffer) => Buffer.from(data.map((byte) => byte ^ 1));
  it.each<[string, Fault, ReturnType<typeof tlsa>]>([
    ['the pin is of another key', as(good), tlsa(good, [3, 1, 1], undefined, wrong)],
    ['the pin is of another certificate with the same key length', as(good), tlsa(second, [3, 0, 1])],
    ['the authority is another one', chains.own, tlsa(authority, [2, 0, 1])],
    ['its authority vouches for another name', as(ownWrongName, ownAuthority), tlsa(ownAuthority, [2, 0, 1])],
    ['its authority vouched once, and that is over', as(ownExpired, ownAuthority), tlsa(ownAuthority, [2, 0, 1])],
    ['the server’s own certificate is no authority', as(selfSigned), tlsa(selfSigned, [2, 0, 1])],
    ['STARTTLS is stripped', { startTls: null }, tlsa(good, [3, 1, 1])],
    ['STARTTLS is stripped and the records are of no use', { startTls: null }, tlsa(good, [1, 1, 1])],
  ])('suspects an attack where %s, and nothing goes', async (_, fault, record) => {
    const world = await mailWorld([fault], { zone: { [TLSA]: [record] } });
    const found = await reach(world);
    expect(found).toMatchObject({ line: null, assurance: 'T0', suspectedMitm: true, record: { suspicion: 'dane' } });
    expect(world.shown).toMatchObject([{ suspicion: 'dane' }]);
    expect(leaked(world.servers)).toEqual([]);
    expect(world.servers[0]!.inside.join('')).not.toContain('MAIL FROM');
  });

  it('uses another host when one does not match, and prefers what is right among several records', async () => {
    const zone = {
      [TLSA]: [tlsa(good, [3, 1, 1], undefined, wrong)],
      '_25._tcp.mx2.one.example TLSA': [
        tlsa(good, [3, 1, 1], '_25._tcp.mx2.one.example'),
        tlsa(second, [3, 1, 1], '_25._tcp.mx2.one.example'),
      ],
    };
    const world = await mailWorld([as(good), as(second)], { zone });
    expect(await reach(world)).toMatchObject({
      assurance: 'T4',
      suspectedMitm: false,
      record: { host: 'mx2.one.example', tried: [{ problem: 'dane-mismatch' }, { dane: 'match' }] },
    });
  });

  it('asks for encryption alone where the records are of no use for mail, and takes the certificate as it is', async () => {
    for (const kind of [
      [0, 0, 1],
      [1, 1, 1],
      [4, 1, 1],
      [3, 2, 1],
      [3, 1, 9],
    ] as const) {
      const world = await mailWorld([as(good)], { zone: { [TLSA]: [tlsa(second, [...kind])] } });
      expect(await reach(world)).toMatchObject({ assurance: 'T2', record: { dane: 'unusable' } });
    }
  });

  it('does not take silence for absence: the host is not used, and alone it is waited for', async () => {
    for (const answer of [{ code: 2 }, null]) {
      const two = await mailWorld([as(good), as(second)], { zone: { [TLSA]: answer } });
      expect(await reach(two)).toMatchObject({ assurance: 'T2', record: { host: 'mx2.one.example' } });
      const alone = await mailWorld([as(good)], { zone: { [TLSA]: answer } });
      const reason = answer === null ? 'dns-timeout' : 'dns-servfail';
      expect(await alone.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason });
      const weak = await mailWorld([as(good), as(wrongName)], { zone: { [TLSA]: answer } });
      expect(await weak.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason });
      // Of a domain that showed more before, it is no fall either: nobody knows what it shows now.
      const better = await mailWorld([as(good), as(second)], { zone: { [TLSA]: answer }, best: 'T4' });
      expect(await better.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason });
      expect(two.servers[0]!.connections + alone.servers[0]!.connections).toBe(0);
    }
  });

  it('does not apply where any answer on the way was not validated', async () => {
    const record = tlsa(good, [3, 1, 1], undefined, wrong);
    const mx = {
      answers: [{ type: 'MX', name: DOMAIN, data: { preference: 10, exchange: 'mx1.one.example' } }] as const,
    };
    const zones: Zone[] = [
      { [TLSA]: { answers: [record], validated: false } },
      { [TLSA]: [record], [`${DOMAIN} MX`]: { answers: [...mx.answers], validated: false } },
      { [TLSA]: [record], 'mx1.one.example AAAA': { answers: [], validated: false } },
    ];
    for (const zone of zones) {
      const world = await mailWorld([as(good)], { zone });
      expect(await reach(world)).toMatchObject({ assurance: 'T2', suspectedMitm: false, record: { dane: 'none' } });
    }
  });

  it('is looked for where a host’s aliases lead, before its own name', async () => {
    const world = await mailWorld([as(wrongName)], {
      zone: {
        'mx1.one.example A': [
          { type: 'CNAME', name: 'mx1.one.example', data: 'mx.other.example' },
          { type: 'A', name: 'mx.other.example', data: '127.0.0.2' },
        ],
        'mx1.one.example AAAA': [{ type: 'CNAME', name: 'mx1.one.example', data: 'mx.other.example' }],
        'mx.other.example TXT': [],
        '_25._tcp.mx.other.example TLSA': [tlsa(wrongName, [3, 1, 1], '_25._tcp.mx.other.example')],
        [TLSA]: [tlsa(good, [3, 1, 1])],
      },
    });
    expect(await reach(world)).toMatchObject({
      assurance: 'T4',
      record: { tlsa: [{ base: 'mx.other.example' }] },
    });
  });
});

describe('MTA-STS', () => {
  const ANNOUNCED = `_mta-sts.${DOMAIN} TXT`;
  async function withPolicy(faults: (Fault | null)[], policy: string, options: Parameters<typeof mailWorld>[1] = {}) {
    const world = await mailWorld(faults, { ...options, zone: { [ANNOUNCED]: announced('1'), ...options.zone } });
    world.sts.policy = policy;
    return world;
  }

  it('enforced, raises a valid certificate', async () => {
    const world = await withPolicy([as(good)], stsPolicy('enforce', ['*.one.example']));
    const found = await reach(world, 'T3');
    expect(found).toMatchObject({
      assurance: 'T3',
      record: { sts: { id: '1', mode: 'enforce', source: 'fetched', problem: null } },
    });
    expect((await found.line!.send(await sealed(), async () => {})).kind).toBe('accepted');
  });

  it.each<[string, Fault]>([
    ['a certificate for another name', as(wrongName)],
    ['no STARTTLS', { startTls: null }],
    ['a certificate that has expired', as(expired)],
  ])('enforced, suspects an attack behind %s, and nothing goes', async (_, fault) => {
    const world = await withPolicy([fault], stsPolicy('enforce', ['mx1.one.example']));
    const found = await reach(world, 'T1');
    expect(found).toMatchObject({ suspectedMitm: true, record: { suspicion: 'sts' } });
    expect(world.shown.at(-1)).toMatchObject({ suspicion: 'sts' });
    expect(leaked(world.servers)).toEqual([]);
  });

  it('enforced, does not use hosts it does not name, and suspects an attack when it names none of them', async () => {
    const world = await withPolicy([as(good), as(second)], stsPolicy('enforce', ['mx2.one.example']));
    expect(await reach(world)).toMatchObject({ assurance: 'T3', record: { host: 'mx2.one.example' } });
    expect(world.servers[0]!.connections).toBe(0);
    const none = await withPolicy([as(good)], stsPolicy('enforce', ['*.mail.one.example', 'one.example']));
    expect(await reach(none)).toMatchObject({ line: null, suspectedMitm: true, record: { suspicion: 'sts' } });
    expect(none.servers[0]!.connections).toBe(0);
  });

  it('enforced, waits for hosts that are only down', async () => {
    const world = await withPolicy([null], stsPolicy('enforce', ['*.one.example']));
    expect(await world.transport.reach(DOMAIN, 'T2')).toMatchObject({ kind: 'unreachable', reason: 'connect' });
    expect(world.shown).toEqual([]);
  });

  it('does not excuse a DANE record that does not match', async () => {
    const world = await withPolicy([as(good)], stsPolicy('enforce', ['*.one.example']), {
      zone: { [TLSA]: [tlsa(second, [3, 1, 1])] },
    });
    expect(await reach(world)).toMatchObject({ line: null, suspectedMitm: true, record: { suspicion: 'dane' } });
  });

  it('in testing, or none, changes nothing', async () => {
    for (const mode of ['testing', 'none']) {
      const world = await withPolicy([as(wrongName)], stsPolicy(mode, ['mx9.one.example']));
      expect(await reach(world)).toMatchObject({ assurance: 'T1', suspectedMitm: false, record: { sts: { mode } } });
    }
  });

  it.each<[string, (world: World) => void]>([
    ['a redirect', ({ sts }) => void (sts.status = 302)],
    ['another type', ({ sts }) => void (sts.type = 'text/html')],
    ['a certificate for another host', ({ sts }) => void (sts.identity = identities.stsWrong)],
    ['nothing in time', ({ sts }) => void (sts.slow = true)],
    ['a megabyte', ({ sts }) => void (sts.policy += 'x: y\n'.repeat(200_000))],
    ['something else', ({ sts }) => void (sts.policy = 'hello')],
    ['nothing', ({ sts }) => void (sts.policy = null)],
  ])('that answers with %s is as if there were none, and is not asked for every message', async (_, spoil) => {
    const world = await withPolicy([as(good)], stsPolicy('enforce', ['*.one.example']));
    spoil(world);
    expect(await reach(world)).toMatchObject({ assurance: 'T2', record: { sts: { source: 'none' } } });
    const { asked } = world.sts;
    await reach(world);
    expect(world.sts.asked).toBe(asked);
    expect(world.store.size).toBe(0);
  });

  it('once fetched holds until it expires, though its host or its record is gone since', async () => {
    const world = await withPolicy([as(good)], stsPolicy('enforce', ['*.one.example'], 7 * 86_400));
    await reach(world);
    const { asked } = world.sts;
    world.transport = world.restart();
    expect(await reach(world)).toMatchObject({ assurance: 'T3', record: { sts: { source: 'kept' } } });
    expect(world.sts.asked).toBe(asked);
    world.sts.policy = null;
    for (const answer of [announced('2'), [], { code: 2 }]) {
      world.dns.zone[ANNOUNCED] = answer;
      world.transport = world.restart();
      expect(await reach(world)).toMatchObject({ assurance: 'T3', record: { sts: { id: '1', source: 'kept' } } });
    }
    world.later(8 * 86_400_000);
    world.transport = world.restart();
    expect(await reach(world)).toMatchObject({ assurance: 'T2', record: { sts: { source: 'none' } } });
  });

  it('is fetched again when its id changes, and once a day', async () => {
    const world = await withPolicy([as(good)], stsPolicy('enforce', ['*.one.example'], 30 * 86_400));
    await reach(world);
    world.sts.policy = stsPolicy('testing', ['*.one.example'], 30 * 86_400);
    world.dns.zone[ANNOUNCED] = announced('2');
    world.transport = world.restart();
    expect(await reach(world)).toMatchObject({ assurance: 'T2', record: { sts: { id: '2', mode: 'testing' } } });
    const { asked } = world.sts;
    world.later(2 * 86_400_000);
    world.transport = world.restart();
    await reach(world);
    expect(world.sts.asked).toBe(asked + 1);
  });

  it('is not fetched from an address inside', async () => {
    const world = await withPolicy([as(good)], stsPolicy('enforce', ['*.one.example']), {
      allowPrivate: false,
      zone: { 'mx1.one.example A': [{ type: 'A', name: 'mx1.one.example', data: '8.8.8.8' }] },
      change: { connectMs: 50 },
    });
    await world.transport.reach(DOMAIN, 'T2');
    expect(world.sts.asked).toBe(0);
  });
});

describe('what a domain has shown', () => {
  it('it must show again, or an attack is suspected', async () => {
    for (const [best, fault] of [
      ['T2', as(wrongName)],
      ['T3', as(good)],
      ['T4', as(good)],
    ] as const) {
      const world = await mailWorld([fault], { best });
      expect(await reach(world)).toMatchObject({ suspectedMitm: true, record: { suspicion: 'fell' } });
      expect(world.shown).toMatchObject([{ suspicion: 'fell' }]);
    }
    expect(await reach(await mailWorld([as(wrongName)], { best: 'T1' }))).toMatchObject({ suspectedMitm: false });
  });

  it('does not hold what only the operator’s pin said, which raises a valid certificate and no other', async () => {
    const world = await mailWorld([as(good)], { pinned: true });
    expect(await reach(world, 'T3')).toMatchObject({ assurance: 'T3', record: { pinned: true } });
    expect(world.shown).toMatchObject([{ assurance: 'T2' }]);
    expect(await reach(await mailWorld([as(selfSigned)], { pinned: true }))).toMatchObject({ assurance: 'T1' });
  });
});

describe('connections', () => {
  it('are shared by the domains one host takes mail for, each gated for itself', async () => {
    const two = { type: 'MX', name: 'two.example', data: { preference: 10, exchange: 'mx1.one.example' } } as const;
    const world = await mailWorld([as(good)], {
      zone: { 'two.example MX': [two], [`_mta-sts.${DOMAIN} TXT`]: announced('1') },
    });
    world.sts.policy = stsPolicy('enforce', ['*.one.example']);
    const assurances: string[] = [];
    for (const domain of [DOMAIN, 'two.example', DOMAIN, 'two.example']) {
      const found: Reach<Sealed> = await world.transport.reach(domain, 'T2');
      if (found.kind !== 'reached') throw new Error('not reached');
      assurances.push(found.assurance);
      expect((await found.line!.send(await sealed(), async () => {})).kind).toBe('accepted');
      found.line!.giveBack();
    }
    expect(assurances).toEqual(['T3', 'T2', 'T3', 'T2']);
    expect(world.servers[0]!.connections).toBe(1);
    expect(new Set(world.shown.map((one) => one.assurance))).toEqual(new Set(['T3', 'T2']));
  });

  it('take five hundred messages and more, and say the three commands in one packet where that is offered', async () => {
    const world = await mailWorld([{ ...as(good), offers: ['PIPELINING'] }]);
    const message = await sealed();
    for (let n = 0; n < 510; n++) {
      const found = await reach(world);
      expect((await found.line!.send(message, async () => {})).kind).toBe('accepted');
      found.line!.giveBack();
    }
    const [server] = world.servers;
    expect([server!.connections, server!.taken, server!.pipelined]).toEqual([1, 510, 510]);
  });

  it.each(['MAIL', 'RCPT', 'DATA'])(
    'refused at %s in a packet of three are used again, and no dot was sent',
    async (verb) => {
      const fault = { ...as(good), offers: ['PIPELINING'], replies: { [verb]: '550 5.7.1 no' } };
      const world = await mailWorld([fault]);
      const found = await reach(world);
      const result = await found.line!.send(await sealed(), async () => {
        throw new Error('there is nothing to commit');
      });
      expect(result).toMatchObject({
        kind: 'rejected',
        phase: verb.toLowerCase(),
        reply: { code: 550, enhanced: '5.7.1' },
      });
      found.line!.giveBack();
      expect(world.servers[0]!.taken).toBe(0);
      // A server that waits for a body all the same has to be left: ending it would take a dot.
      world.servers[0]!.fault = as(good);
      const again = await reach(world);
      if (verb === 'DATA') expect(world.servers[0]!.connections).toBe(1);
      else expect((await again.line!.send(await sealed(), async () => {})).kind).toBe('accepted');
    },
  );

  it('that ended while they waited cost nothing but a new one', async () => {
    const world = await mailWorld([{ ...as(good), endsAfter: 2 }]);
    const results: string[] = [];
    for (let n = 0; n < 8; n++) {
      const found = await reach(world);
      const result = await found.line!.send(await sealed(), async () => {});
      results.push(result.kind === 'lost' ? `lost ${result.phase} ${result.stale === true}` : result.kind);
      found.line!.giveBack();
    }
    // The third finds it closed; from then on no connection is used for more than two.
    expect(results).toEqual(['accepted', 'accepted', 'lost mail true', ...Array.from({ length: 5 }, () => 'accepted')]);
    expect(world.servers[0]!.connections).toBe(4);
  });
});

describe('REQUIRETLS', () => {
  const fault = { ...as(good), offers: ['REQUIRETLS', 'PIPELINING'] };
  const zone = { [TLSA]: [tlsa(good, [3, 1, 1])] };

  it('is asked for what TLS alone protects, where the host is proven and offers it', async () => {
    const world = await mailWorld([fault], { zone });
    const found = await reach(world);
    expect(found.record).toMatchObject({ extensions: ['PIPELINING', 'REQUIRETLS', 'SIZE'] });
    expect(await found.line!.send(await sealed(), async () => {})).toMatchObject({
      kind: 'accepted',
      requireTls: true,
    });
    expect(world.servers[0]!.inside.join('')).toMatch(/MAIL FROM:<b-x@lakeview.example> SIZE=\d+ REQUIRETLS\r\n/);
  });

  it('is not asked for of a host that is not proven, does not offer it, or for what needs no protection', async () => {
    const unproven = await mailWorld([fault]);
    const unable = await mailWorld([as(good)], { zone });
    const harmless = await mailWorld([fault], { zone });
    await (await reach(unproven)).line!.send(await sealed(), async () => {});
    await (await reach(unable)).line!.send(await sealed(), async () => {});
    const sent = await (await reach(harmless)).line!.send(await sealed('P0'), async () => {});
    expect(sent).toEqual(expect.not.objectContaining({ requireTls: true }));
    for (const { servers } of [unproven, unable, harmless])
      expect(servers[0]!.inside.join('')).not.toMatch(/MAIL FROM.*REQUIRETLS/);
  });
});
