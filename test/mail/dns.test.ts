import { type Socket, createSocket } from 'node:dgram';
import {
  AUTHENTIC_DATA,
  type Answer,
  type Packet,
  RECURSION_AVAILABLE,
  TRUNCATED_RESPONSE,
  decode,
  encode,
} from 'dns-packet';
import { afterAll, describe, expect, it } from 'vitest';
import { dnsResolver } from '#mail/probe/dns-resolver.ts';
import { resolveMx } from '#mail/probe/mx.ts';
import { isPrivateAddress } from '#mail/probe/private-address.ts';

const sockets: Socket[] = [];
afterAll(() => sockets.forEach((socket) => socket.close()));
const order = { allowPrivate: false, random: () => 0.5 };

/** A name server over real UDP that answers from this table; `change` may spoil the answer. */
async function resolverOf(
  zone: Record<string, Answer[]>,
  change: (answer: Packet) => Packet = (one) => one,
  validating = true,
) {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.on('message', (bytes, from) => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    const name = question?.name.toLowerCase() ?? '';
    const known = zone[name];
    const answers = (known ?? []).filter((one) => one.type === question?.type);
    const nxdomain = known ? 0 : 3;
    const answer = change({
      type: 'response',
      id: query.id,
      flags: RECURSION_AVAILABLE | AUTHENTIC_DATA | nxdomain,
      questions: query.questions,
      answers,
    });
    socket.send(encode(answer), from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return dnsResolver([{ host: '127.0.0.1', port: socket.address().port, validating }]);
}

const mx = (name: string, preference: number, exchange: string): Answer => ({
  type: 'MX',
  name,
  data: { preference, exchange },
});
const a = (name: string, data: string): Answer => ({ type: 'A', name, data });

describe('mail hosts', () => {
  it('come in the order of their preference, with their addresses and the validation of all answers', async () => {
    const resolver = await resolverOf({
      'one.example': [mx('one.example', 20, 'b.one.example'), mx('one.example', 10, 'a.one.example')],
      'a.one.example': [a('a.one.example', '8.8.8.8')],
      'b.one.example': [a('b.one.example', '8.8.4.4')],
    });
    const answer = await resolveMx(resolver, 'one.example', order);
    expect(answer).toMatchObject({ kind: 'hosts', validated: true });
    expect(answer.kind === 'hosts' && answer.hosts.map((one) => [one.name, one.addresses[0]!.address])).toEqual([
      ['a.one.example', '8.8.8.8'],
      ['b.one.example', '8.8.4.4'],
    ]);
  });

  it('are the domain itself where it has no MX, and none where it says so', async () => {
    const resolver = await resolverOf({
      'bare.example': [a('bare.example', '8.8.8.8')],
      'null.example': [mx('null.example', 0, '.')],
    });
    expect(await resolveMx(resolver, 'bare.example', order)).toMatchObject({
      kind: 'hosts',
      hosts: [{ name: 'bare.example' }],
    });
    expect(await resolveMx(resolver, 'null.example', order)).toEqual({ kind: 'null-mx' });
    expect(await resolveMx(resolver, 'none.example', order)).toEqual({ kind: 'no-such-domain' });
  });

  it('with private addresses are refused', async () => {
    const resolver = await resolverOf({
      'in.example': [mx('in.example', 10, 'mx.in.example')],
      'mx.in.example': [a('mx.in.example', '169.254.169.254'), a('mx.in.example', '10.0.0.5')],
    });
    expect(await resolveMx(resolver, 'in.example', order)).toEqual({ kind: 'refused-addresses' });
    expect(await resolveMx(resolver, 'in.example', { ...order, allowPrivate: true })).toMatchObject({ kind: 'hosts' });
  });
});

describe('an answer', () => {
  const zone = { 'one.example': [mx('one.example', 10, 'mx.one.example')] };

  it('is not called validated unless the operator vouches for the resolver', async () => {
    expect((await (await resolverOf(zone)).mx('one.example')).validated).toBe(true);
    expect((await (await resolverOf(zone, undefined, false)).mx('one.example')).validated).toBe(false);
  });

  it('of SERVFAIL, as for a bogus signature, is a failure and not an empty answer', async () => {
    const resolver = await resolverOf(zone, (one) => ({ ...one, flags: RECURSION_AVAILABLE | 2, answers: [] }));
    await expect(resolver.mx('one.example')).rejects.toMatchObject({ kind: 'servfail' });
  });

  it('to another question is not believed', async () => {
    const resolver = await resolverOf(zone, (one) => ({ ...one, questions: [{ type: 'MX', name: 'evil.example' }] }));
    await expect(resolver.mx('one.example')).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('with another id is ignored until the time is up', { timeout: 30_000 }, async () => {
    const resolver = await resolverOf(zone, (one) => ({ ...one, id: ((one.id ?? 0) + 1) % 65_536 }));
    await expect(resolver.mx('one.example')).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('cut short is asked for again by TCP, and fails when that is shut', async () => {
    const resolver = await resolverOf(zone, (one) => ({ ...one, flags: (one.flags ?? 0) | TRUNCATED_RESPONSE }));
    await expect(resolver.mx('one.example')).rejects.toMatchObject({ name: 'DnsFailure' });
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
