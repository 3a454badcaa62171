import { createSocket } from 'node:dgram';
import type { Answer } from 'dns-packet';
import { afterAll, describe, expect, it } from 'vitest';
import { dnsResolver } from '#mail/probe/dns-resolver.ts';
import { resolveMx } from '#mail/probe/mx.ts';
import { isPrivateAddress } from '#mail/probe/private-address.ts';
import { type NameServer, type Says, type Zone, nameServer } from '#test/support/name-server.ts';

const servers: NameServer[] = [];
afterAll(() => servers.forEach((one) => one.close()));
const order = { allowPrivate: false, random: () => 0.5 };
const quick = { timeoutMs: 300, failureMs: 0 };

/** A resolver over a name server of our own, which answers over real sockets. */
async function resolverOf(zone: Zone, { defaults, validating = true, now }: Options = {}) {
  const server = await nameServer(zone, defaults);
  servers.push(server);
  const { host, port } = server;
  const options = now ? { ...quick, now } : quick;
  return { resolver: dnsResolver([{ host, port, validating }], options), server };
}
interface Options {
  defaults?: Says;
  validating?: boolean;
  now?: () => number;
}

const mx = (name: string, preference: number, exchange: string, ttl = 0): Answer => ({
  type: 'MX',
  name,
  ttl,
  data: { preference, exchange },
});
const a = (name: string, data: string): Answer => ({ type: 'A', name, data });
const alias = (name: string, data: string, ttl = 0): Answer => ({ type: 'CNAME', name, data, ttl });
const start = (name: string, ttl: number): Answer => ({
  type: 'SOA',
  name,
  ttl,
  data: { mname: 'ns.example', rname: 'x.example', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: ttl },
});

describe('mail hosts', () => {
  it('come in the order of their preference, with their addresses and what was validated of each', async () => {
    const { resolver } = await resolverOf({
      'one.example MX': [mx('one.example', 20, 'b.one.example'), mx('one.example', 10, 'a.one.example')],
      'a.one.example A': [a('a.one.example', '8.8.8.8')],
      'b.one.example A': { answers: [a('b.one.example', '8.8.4.4')], validated: false },
      'b.one.example AAAA': [{ type: 'AAAA', name: 'b.one.example', data: '2606:4700:4700::1111' }],
    });
    const answer = await resolveMx(resolver, 'one.example', order);
    expect(answer).toMatchObject({ kind: 'hosts', validated: true, problems: [] });
    expect(
      answer.kind === 'hosts' &&
        answer.hosts.map((one) => [one.name, one.validated, ...one.addresses.map((each) => each.address)]),
    ).toEqual([
      ['a.one.example', true, '8.8.8.8'],
      ['b.one.example', false, '8.8.4.4', '2606:4700:4700::1111'],
    ]);
  });

  it('of the same preference are tried in an order of chance', async () => {
    const names = ['a', 'b', 'c'].map((one) => `${one}.one.example`);
    const { resolver } = await resolverOf({
      'one.example MX': names.map((one) => mx('one.example', 10, one)),
      ...Object.fromEntries(names.map((one) => [`${one} A`, [a(one, '8.8.8.8')]])),
    });
    const firsts = new Set<string>();
    for (let n = 0; n < 60; n++) {
      const answer = await resolveMx(resolver, 'one.example', { ...order, random: Math.random });
      if (answer.kind === 'hosts') firsts.add(answer.hosts[0]!.name);
    }
    expect(firsts).toEqual(new Set(names));
  });

  it('are the domain itself where it has no MX, and none where it says so', async () => {
    const { resolver } = await resolverOf({
      'bare.example A': [a('bare.example', '8.8.8.8')],
      'six.example AAAA': [{ type: 'AAAA', name: 'six.example', data: '2606:4700:4700::1111' }],
      'null.example MX': [mx('null.example', 0, '.')],
      'text.example TXT': [{ type: 'TXT', name: 'text.example', data: 'nothing here takes mail' }],
    });
    for (const name of ['bare.example', 'six.example'])
      expect(await resolveMx(resolver, name, order)).toMatchObject({ kind: 'hosts', hosts: [{ name }] });
    expect(await resolveMx(resolver, 'null.example', order)).toEqual({ kind: 'null-mx' });
    expect(await resolveMx(resolver, 'none.example', order)).toEqual({ kind: 'no-such-domain' });
    expect(await resolveMx(resolver, 'text.example', order)).toEqual({ kind: 'no-such-domain' });
  });

  it('with private addresses are refused', async () => {
    const { resolver } = await resolverOf({
      'in.example MX': [mx('in.example', 10, 'mx.in.example')],
      'mx.in.example A': [a('mx.in.example', '169.254.169.254'), a('mx.in.example', '10.0.0.5')],
    });
    expect(await resolveMx(resolver, 'in.example', order)).toEqual({ kind: 'refused-addresses' });
    expect(await resolveMx(resolver, 'in.example', { ...order, allowPrivate: true })).toMatchObject({ kind: 'hosts' });
  });

  it('whose own look-up fails are passed over, and when all of them do the domain fails', async () => {
    const zone: Zone = {
      'one.example MX': [mx('one.example', 10, 'a.one.example'), mx('one.example', 20, 'b.one.example')],
      'a.one.example A': { code: 2 },
      'b.one.example A': [a('b.one.example', '8.8.4.4')],
    };
    const { resolver } = await resolverOf(zone);
    expect(await resolveMx(resolver, 'one.example', order)).toMatchObject({
      hosts: [{ name: 'b.one.example' }],
      problems: [{ host: 'a.one.example', problem: 'dns-servfail' }],
    });
    zone['b.one.example AAAA'] = { code: 2 };
    await expect(resolveMx(resolver, 'one.example', order)).rejects.toMatchObject({ kind: 'servfail' });
  });

  it('named by something that is no host name are not asked for', async () => {
    const { resolver, server } = await resolverOf({
      'one.example MX': [mx('one.example', 10, '127.0.0.1'), mx('one.example', 20, 'a b.example')],
    });
    expect(await resolveMx(resolver, 'one.example', order)).toEqual({ kind: 'no-such-domain' });
    expect(server.udp).toEqual(['one.example MX']);
  });
});

describe('an answer', () => {
  const zone: Zone = { 'one.example MX': [mx('one.example', 10, 'mx.one.example')] };

  it('is not called validated unless the operator vouches for the resolver', async () => {
    expect((await (await resolverOf(zone)).resolver.mx('one.example')).validated).toBe(true);
    expect((await (await resolverOf(zone, { validating: false })).resolver.mx('one.example')).validated).toBe(false);
    const unsigned = await resolverOf(zone, { defaults: { validated: false } });
    expect((await unsigned.resolver.mx('one.example')).validated).toBe(false);
  });

  it('of SERVFAIL, as for a bogus signature, is a failure and not an empty answer', async () => {
    const { resolver } = await resolverOf({ 'one.example MX': { code: 2 } });
    await expect(resolver.mx('one.example')).rejects.toMatchObject({ kind: 'servfail' });
  });

  it('that there is no such name differs from one that there is no such record', async () => {
    const { resolver } = await resolverOf({ 'one.example A': [a('one.example', '8.8.8.8')] });
    expect(await resolver.mx('one.example')).toMatchObject({ records: [], exists: true });
    expect(await resolver.mx('two.example')).toMatchObject({ records: [], exists: false });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['with another id', (bytes) => withId(bytes, bytes.readUInt16BE(0) ^ 1)],
    ['to another question', (bytes) => Buffer.from(bytes.toString('latin1').replace('one', 'evi'), 'latin1')],
    ['that cannot be read', (bytes) => bytes.subarray(0, 20)],
    ['that says it holds more records than any does', (bytes) => withCount(bytes, 60_000)],
  ])('%s is passed over, and the right one after it is taken', async (_, forge) => {
    const { resolver, server } = await resolverOf(zone);
    server.spoil = (bytes) => [forge(Buffer.from(bytes))];
    await expect(resolver.mx('one.example')).rejects.toMatchObject({ kind: 'timeout' });
    server.spoil = (bytes) => [forge(Buffer.from(bytes)), bytes];
    expect(await resolver.mx('one.example')).toMatchObject({ records: [{ exchange: 'mx.one.example' }] });
  });

  it('cut short is asked for again by TCP', async () => {
    const many = Array.from({ length: 90 }, (_, i) => mx('one.example', i, `mx${i}.one.example`));
    const { resolver, server } = await resolverOf({ 'one.example MX': { answers: many, truncated: true } });
    expect((await resolver.mx('one.example')).records).toHaveLength(90);
    expect([server.udp.length, server.tcp.length]).toEqual([1, 1]);
  });

  it('holds records of other names beside those asked for, which nobody believes', async () => {
    const { resolver } = await resolverOf({
      'one.example A': [a('bank.example', '6.6.6.6'), a('one.example', '8.8.8.8')],
    });
    expect((await resolver.address('one.example')).records).toEqual([{ address: '8.8.8.8' }]);
  });

  it('by way of aliases names where they end, and is validated only if all of it was', async () => {
    const { resolver } = await resolverOf({
      'mx.example A': [
        alias('mx.example', 'two.example'),
        alias('two.example', 'Three.example'),
        a('three.example', '8.8.8.8'),
      ],
      'open.example A': [alias('open.example', 'far.example')],
      'open.example AAAA': [alias('open.example', 'far.example')],
      'far.example A': { answers: [a('far.example', '8.8.4.4')], validated: false },
    });
    expect(await resolver.address('mx.example')).toMatchObject({ canonical: 'three.example', validated: true });
    expect(await resolver.address('open.example')).toMatchObject({
      records: [{ address: '8.8.4.4' }],
      canonical: 'far.example',
      validated: false,
    });
  });

  it('of aliases that go in a circle, or on and on, fails', async () => {
    const { resolver } = await resolverOf({
      'a.example TXT': [alias('a.example', 'b.example'), alias('b.example', 'a.example')],
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`n${i}.example TXT`, [alias(`n${i}.example`, `n${i + 1}.example`)]]),
      ),
    });
    await expect(resolver.txt('a.example')).rejects.toMatchObject({ kind: 'malformed' });
    await expect(resolver.txt('n0.example')).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('is kept for as long as it says, and what is not there too', async () => {
    let now = 0;
    const { resolver, server } = await resolverOf(
      {
        'one.example MX': [mx('one.example', 10, 'mx.one.example', 60)],
        'one.example TXT': { authorities: [start('example', 30)] },
      },
      { now: () => now },
    );
    for (let n = 0; n < 3; n++) {
      await resolver.mx('one.example');
      await resolver.txt('ONE.example.');
    }
    expect(server.udp).toHaveLength(2);
    now = 59_000;
    await resolver.mx('one.example');
    await resolver.txt('one.example');
    expect(server.udp).toHaveLength(3);
    now = 61_000;
    await resolver.mx('one.example');
    expect(server.udp).toHaveLength(4);
  });

  it('is asked for once by all who want it at the same time', async () => {
    const { resolver, server } = await resolverOf(zone);
    await Promise.all(Array.from({ length: 20 }, () => resolver.mx('one.example')));
    expect(server.udp).toHaveLength(1);
  });

  it('of a type without a decoder comes as it is', async () => {
    const key = Buffer.from('a public key');
    const { resolver } = await resolverOf({
      // dns-packet's types leave out what the library encodes as it is.
      'x._openpgpkey.one.example UNKNOWN_61': [
        { type: 'UNKNOWN_61', name: 'x._openpgpkey.one.example', data: key } as unknown as Answer,
      ],
    });
    expect(await resolver.lookUp('x._openpgpkey.one.example', 'OPENPGPKEY')).toEqual({
      records: [key],
      exists: true,
      validated: true,
    });
    expect((await resolver.lookUp('x._openpgpkey.one.example', 'SMIMEA')).records).toEqual([]);
  });
});

describe('name servers', () => {
  it('are asked in turn when one is silent, refuses or is gone', async () => {
    const good = await nameServer({ 'one.example MX': [mx('one.example', 10, 'mx.one.example')] });
    const silent = await nameServer({ 'one.example MX': null });
    const refusing = await nameServer({ 'one.example MX': { code: 5 } });
    servers.push(good, silent, refusing);
    const gone = createSocket('udp4');
    await new Promise<void>((done) => gone.bind(0, '127.0.0.1', done));
    const nobody = { host: '127.0.0.1', port: gone.address().port };
    await new Promise<void>((done) => gone.close(done));
    const all = [nobody, silent, refusing, good].map(({ host, port }) => ({ host, port, validating: true }));
    expect((await dnsResolver(all, quick).mx('one.example')).records).toHaveLength(1);
    await expect(dnsResolver(all.slice(1, 2), quick).mx('one.example')).rejects.toMatchObject({ kind: 'timeout' });
    await expect(dnsResolver(all.slice(2, 3), quick).mx('one.example')).rejects.toMatchObject({ kind: 'refused' });
    expect(silent.udp.length).toBe(3);
  });

  it('that failed are not asked again for a moment', async () => {
    const silent = await nameServer({ 'one.example MX': { code: 2 } });
    servers.push(silent);
    const { host, port } = silent;
    const resolver = dnsResolver([{ host, port, validating: true }], { timeoutMs: 300, failureMs: 60_000 });
    for (let n = 0; n < 5; n++) await expect(resolver.mx('one.example')).rejects.toMatchObject({ kind: 'servfail' });
    expect(silent.udp).toHaveLength(2);
  });
});

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
  ])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));
  it.each([
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'mail.example',
    '',
  ])('%j is private', (address) => expect(isPrivateAddress(address)).toBe(true));
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])('%s is public', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );
});

function withId(bytes: Buffer, id: number): Buffer {
  bytes.writeUInt16BE(id, 0);
  return bytes;
}

function withCount(bytes: Buffer, answers: number): Buffer {
  bytes.writeUInt16BE(answers, 6);
  return bytes;
}
