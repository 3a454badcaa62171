import { Webhook } from 'standardwebhooks';
import { afterAll, describe, expect, it } from 'vitest';
import type { HostAddress, Resolver } from '#mail/probe/resolver.ts';
import { DnsFailure } from '#mail/probe/resolver.ts';
import { trust } from '#mail/session/trust.ts';
import { AddressRefused, publicAddresses } from '#mail/probe/public-address.ts';
import { openPost } from '#server/webhook/post.ts';
import { signedHeaders } from '#server/webhook/sign.ts';
import { newWebhookSecret } from '#store/webhooks/secrets.ts';
import { receiver } from './receiver.ts';

const context = trust([]);
/** A name server that answers in turn; the last answer stays. */
function names(...answers: string[][]): Pick<Resolver, 'address'> & { asked: number } {
  const made = {
    asked: 0,
    address: (_host: string) => {
      const records: HostAddress[] = (answers[Math.min(made.asked++, answers.length - 1)] ?? []).map((address) => ({
        address,
      }));
      return Promise.resolve({ records, exists: true, validated: false });
    },
  };
  return made;
}
const opened: { close(): void }[] = [];
afterAll(() => opened.forEach((one) => one.close()));
function open(resolver: Pick<Resolver, 'address'>, allowPrivate: boolean, deadline = 2000) {
  const made = openPost({ resolver, allowPrivate, context, deadline });
  opened.push(made);
  return made.post;
}

describe('an address inside', () => {
  const outside = open(names(['10.0.0.5']), false);
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1:8443/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://localhost/',
    'https://app.localhost/',
    'https://crm.example/',
  ])('is not connected to: %s', async (url) => {
    expect(await outside(url, {}, '{}')).toEqual({ kind: 'fault', problem: 'address_refused' });
  });

  it('is refused also when the name has a public address at one look and an inner one at the next', async () => {
    const { got, port } = await receiver();
    const turning = names(['93.184.215.14'], ['127.0.0.1']);
    expect(await publicAddresses('crm.example', { resolver: turning, allowPrivate: false })).toEqual(['93.184.215.14']);
    const post = open(turning, false);
    expect(await post(`https://crm.example:${port}/`, {}, '{}')).toEqual({ kind: 'fault', problem: 'address_refused' });
    expect(got).toEqual([]);
  });

  it('is left out where the name has public ones too', async () => {
    const mixed = names(['127.0.0.1', '93.184.215.14', '::1']);
    expect(await publicAddresses('crm.example', { resolver: mixed, allowPrivate: false })).toEqual(['93.184.215.14']);
    await expect(publicAddresses('::1', { resolver: mixed, allowPrivate: false })).rejects.toThrow(AddressRefused);
  });

  it('is connected to at the address that was vetted, without asking again', async () => {
    const { got, port } = await receiver();
    const once = names(['127.0.0.1'], ['127.0.0.2']);
    const post = open(once, true);
    expect(await post(`http://crm.example:${port}/x`, {}, '{}')).toMatchObject({ kind: 'answer', status: 204 });
    expect(got).toMatchObject([{ path: '/x', headers: { host: `crm.example:${port}` } }]);
    expect(once.asked).toBe(1);
  });
});

describe('a post', () => {
  it('goes by TLS only, but in tests', async () => {
    const { got, url } = await receiver();
    expect(await open(names(['93.184.215.14']), false)(url, {}, '{}')).toEqual({
      kind: 'fault',
      problem: 'https_required',
    });
    expect(got).toEqual([]);
  });

  it('follows no redirect', async () => {
    const { got: inner, url: target } = await receiver();
    const { url } = await receiver(() => ({ status: 307, headers: { location: target } }));
    expect(await open(names(), true)(url, {}, '{}')).toMatchObject({ kind: 'answer', status: 307 });
    expect(inner).toEqual([]);
  });

  it('gives up on who does not answer in time', async () => {
    const { url } = await receiver(() => ({ status: 200, silent: true }));
    expect(await open(names(), true, 200)(url, {}, '{}')).toEqual({ kind: 'fault', problem: 'timed_out' });
  });

  it('reads a long answer only so far, and still knows what it was', async () => {
    const { url } = await receiver(() => ({ status: 200, bytes: 50_000_000 }));
    const before = process.memoryUsage().arrayBuffers;
    expect(await open(names(), true)(url, {}, '{}')).toMatchObject({ kind: 'answer', status: 200 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  });

  it('says when nobody is there, when the name is unknown, and when a certificate is not believed', async () => {
    const post = open(names([]), true);
    expect(await post('http://127.0.0.1:9/', {}, '{}')).toEqual({ kind: 'fault', problem: 'unreachable' });
    expect(await post('http://nobody.example/', {}, '{}')).toEqual({ kind: 'fault', problem: 'unreachable' });
    const silent = { address: () => Promise.reject(new DnsFailure('timeout')) };
    expect(await open(silent, true)('http://nobody.example/', {}, '{}')).toEqual({
      kind: 'fault',
      problem: 'unreachable',
    });
    const { port } = await receiver();
    expect(await post(`https://127.0.0.1:${port}/`, {}, '{}')).toEqual({ kind: 'fault', problem: 'tls' });
  });

  it('hears when it is asked to come back later', async () => {
    const { url } = await receiver(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    expect(await open(names(), true)(url, {}, '{}')).toEqual({ kind: 'answer', status: 429, retryAfterMs: 120_000 });
  });
});

describe('a signature', () => {
  const body = JSON.stringify({ type: 'journey.step', data: { name: 'Ä 漢' } });

  it('is one that the reference library of Standard Webhooks accepts, by the new secret and by the old', () => {
    const [fresh, old, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const headers = signedHeaders([fresh, old], { id: 'msg-1', at: Date.now(), body });
    expect(new Webhook(fresh).verify(body, headers)).toMatchObject({ type: 'journey.step' });
    expect(new Webhook(old).verify(body, headers)).toMatchObject({ type: 'journey.step' });
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
    expect(() => new Webhook(fresh).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(fresh).verify(body, { ...headers, 'webhook-id': 'msg-2' })).toThrow();
  });

  it('is the very one the library makes', () => {
    const secret = newWebhookSecret();
    const at = 1_790_000_000_000;
    expect(signedHeaders([secret], { id: 'msg-1', at, body })['webhook-signature']).toBe(
      new Webhook(secret).sign('msg-1', new Date(at), body),
    );
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
