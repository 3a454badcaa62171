import { createHash } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { readKey as readPgp, readPrivateKey, revokeKey } from 'openpgp';
import { describe, expect, it } from 'vitest';
import type { Services } from '#api/services.ts';
import { openKeyFinder } from '#mail/keys/finder.ts';
import { daneNames, wkdUrl } from '#mail/keys/names.ts';
import { HttpsFailure, httpsGet } from '#mail/probe/https-get.ts';
import { type Answer, DnsFailure } from '#mail/probe/resolver.ts';
import { checkKeys } from '#server/delivery/check-keys.ts';
import { findKeys } from '#server/delivery/found-keys.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { keepKeyDomains, readKeyDomains } from '#store/recipient-keys/domains.ts';
import { loadKeys } from '#store/recipient-keys/load.ts';
import { testServices } from '#test/support/services.ts';
import { DAY, type Owner, contactOf, pgpKey } from './support.ts';

const services = await testServices();
const { sql } = services.db;
const ALL = { dane: true, wkd: true, signedMail: true };
const NONE: Answer<Buffer> = { records: [], exists: false, validated: true };

/** A world of names and directories that counts what it is asked, and answers as told. */
function world({
  dns = {},
  web = {},
  hosts = [],
}: {
  dns?: Record<string, Answer<Buffer> | 'fails'>;
  web?: Record<string, { status: number; body: Buffer } | 'fails'>;
  hosts?: string[];
}) {
  const asked: string[] = [];
  const finder = openKeyFinder({
    resolver: {
      async lookUp(name) {
        asked.push(name);
        const found = dns[name] ?? NONE;
        if (found === 'fails') throw new DnsFailure('servfail');
        return found;
      },
      async address(host) {
        asked.push(host);
        const exists = hosts.includes(host);
        return { records: exists ? [{ address: '203.0.113.9' }] : [], exists, validated: true };
      },
    },
    async get(url) {
      asked.push(url.href);
      const found = web[url.href] ?? { status: 404, body: Buffer.alloc(0) };
      if (found === 'fails') throw new HttpsFailure('timeout');
      return { type: 'application/octet-stream', ...found };
    },
    domains: { read: (domains) => readKeyDomains(sql, domains), keep: (found) => keepKeyDomains(sql, found) },
  });
  return { finder, asked };
}

const found = (...records: Buffer[]): Answer<Buffer> => ({ records, exists: true, validated: true });
const binary = async (email: string) =>
  Buffer.from((await readPgp({ armoredKey: (await pgpKey(email)).publicKey })).write());
const opened = async (owner: Owner) =>
  (await readContact(sql, services.seal, { lane: owner.lane, contactId: owner.id }))!;
const keysOf = async (owner: Owner) => (await loadKeys(sql, [owner])).get(owner.id) ?? [];
const look = async (finder: ReturnType<typeof world>['finder'], owners: readonly Owner[], sources = ALL) =>
  findKeys(
    { ...services, keyFinder: finder } satisfies Services,
    { keys: sources },
    await Promise.all(owners.map(opened)),
  );

describe('names', () => {
  it('are those of RFC 7929, RFC 8162 and the Web Key Directory: hashes, never the local part', () => {
    const hugh = { local: 'hugh', domain: 'one.example' };
    const hash = 'c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6';
    expect(daneNames(hugh, '_openpgpkey')).toEqual([`${hash}._openpgpkey.one.example`]);
    expect(daneNames(hugh, '_smimecert')).toEqual([`${hash}._smimecert.one.example`]);
    expect(wkdUrl('advanced', 'one.example', { local: 'Joe.Doe' }).href).toBe(
      'https://openpgpkey.one.example/.well-known/openpgpkey/one.example/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q',
    );
    expect(wkdUrl('direct', 'one.example', { local: 'Joe.Doe' }).href).toBe(
      'https://one.example/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q',
    );
  });
});

describe('a domain that publishes nothing', () => {
  it('is asked four questions, not one more, for a hundred thousand addresses in batches', async () => {
    const { finder, asked } = world({});
    const domains = Array.from({ length: 500 }, () => 'large.example');
    for (let batch = 0; batch < 200; batch++) expect((await finder.publishing(domains, ALL)).size).toBe(0);
    expect(asked.toSorted()).toEqual([
      '_openpgpkey.large.example',
      '_smimecert.large.example',
      'https://large.example/.well-known/openpgpkey/policy',
      'openpgpkey.large.example',
    ]);
  });

  it('is not asked again after a restart, while what was found out holds', async () => {
    const { finder, asked } = world({});
    expect((await finder.publishing(['large.example'], ALL)).size).toBe(0);
    expect(asked).toEqual([]);
    await sql`update key_domains set next_at = stepwell_now() - interval '1 second' where domain = 'large.example'`;
    await finder.publishing(['large.example'], ALL);
    expect(asked).toHaveLength(4);
  });

  it('whose name servers fail is neither taken for one without keys nor asked at once again', async () => {
    const { finder, asked } = world({ dns: { '_openpgpkey.broken.example': 'fails' } });
    expect((await finder.publishing(['broken.example'], ALL)).size).toBe(0);
    const before = asked.length;
    await finder.publishing(['broken.example'], ALL);
    expect(asked.length).toBe(before);
    expect((await readKeyDomains(sql, ['broken.example'])).size).toBe(0);
  });

  it('is not asked at all when the policy takes keys from nowhere', async () => {
    const { finder, asked } = world({});
    await finder.publishing(['quiet.example'], { dane: false, wkd: false, signedMail: true });
    expect(asked).toEqual([]);
  });
});

describe('a key in DNS', () => {
  async function published(validated: boolean, domain: string) {
    const owner = await contactOf(services, `anna@${domain}`);
    const [name] = daneNames({ local: 'anna', domain }, '_openpgpkey');
    const dns = {
      [`_openpgpkey.${domain}`]: { records: [], exists: true, validated },
      [name!]: { ...found(await binary(owner.email)), validated },
    };
    return { owner, ...world({ dns }), name: name! };
  }

  it('is used when DNSSEC validates it', async () => {
    const { owner, finder } = await published(true, 'signed.example');
    await look(finder, [owner]);
    expect(await keysOf(owner)).toMatchObject([{ kind: 'pgp', source: 'dane', usable: true }]);
  });

  it('is not even asked for where nothing is signed: anybody on the path could answer', async () => {
    const { owner, finder, asked, name } = await published(false, 'unsigned.example');
    await look(finder, [owner]);
    expect(asked).not.toContain(name);
    expect(await keysOf(owner)).toEqual([]);
  });

  it('is not used when only its own answer is not validated', async () => {
    const owner = await contactOf(services, 'anna@half.example');
    const [name] = daneNames({ local: 'anna', domain: 'half.example' }, '_openpgpkey');
    const { finder } = world({
      dns: {
        '_openpgpkey.half.example': { records: [], exists: true, validated: true },
        [name!]: { ...found(await binary(owner.email)), validated: false },
      },
    });
    await look(finder, [owner]);
    expect(await keysOf(owner)).toEqual([]);
  });

  it('that lies, being another person’s, too large or rubbish, is refused', async () => {
    const domain = 'lying.example';
    const owner = await contactOf(services, `anna@${domain}`);
    const [name] = daneNames({ local: 'anna', domain }, '_openpgpkey');
    const { finder } = world({
      dns: {
        [`_openpgpkey.${domain}`]: found(),
        [name!]: found(await binary('mallory@lying.example'), Buffer.alloc(300 << 10), Buffer.from('rubbish')),
      },
    });
    await look(finder, [owner]);
    expect(await keysOf(owner)).toEqual([]);
  });

  it('as SMIMEA counts only with the whole certificate; hashes are nothing to encrypt to', async () => {
    const domain = 'smimea.example';
    const owner = await contactOf(services, `anna@${domain}`);
    const valid = { from: Date.now() - DAY, days: 30 };
    const issuer = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, valid);
    const { certificate } = await makeIdentity({ kind: 'email', address: owner.email }, issuer, valid);
    const der = Buffer.from(certificate.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    const [name] = daneNames({ local: 'anna', domain }, '_smimecert');
    const digest = Buffer.concat([Buffer.from([3, 0, 1]), createHash('sha256').update(der).digest()]);
    const dns = { [`_smimecert.${domain}`]: found(), [name!]: found(digest) };
    await look(world({ dns }).finder, [owner]);
    expect(await keysOf(owner)).toEqual([]);
    await sql`delete from key_lookups where contact_id = ${owner.id}`;
    dns[name!] = found(Buffer.concat([Buffer.from([3, 0, 0]), der]));
    await look(world({ dns }).finder, [owner]);
    expect(await keysOf(owner)).toMatchObject([{ kind: 'smime', source: 'dane', usable: true }]);
  });
});

describe('a key in a Web Key Directory', () => {
  async function directory(domain: string, method: 'advanced' | 'direct') {
    const owner = await contactOf(services, `anna@${domain}`);
    const policy = wkdUrl(method, domain, { policy: true }).href;
    const url = wkdUrl(method, domain, { local: 'anna' }).href;
    const web: NonNullable<Parameters<typeof world>[0]['web']> = {
      [policy]: { status: 200, body: Buffer.alloc(0) },
      [url]: { status: 200, body: await binary(owner.email) },
    };
    return { owner, url, policy, web, hosts: method === 'advanced' ? [`openpgpkey.${domain}`] : [] };
  }

  it('is found by the advanced method where its host exists, else by the direct one', async () => {
    for (const method of ['advanced', 'direct'] as const) {
      const { owner, ...rest } = await directory(`wkd-${method}.example`, method);
      const { finder, asked } = world(rest);
      await look(finder, [owner]);
      expect(await keysOf(owner)).toMatchObject([{ kind: 'pgp', source: 'wkd', usable: true }]);
      // No address in the clear, in no question whatever.
      expect(asked.join(' ')).not.toContain('anna');
    }
  });

  it('is asked for once a day and address, and again when the address changes', async () => {
    const { owner, ...rest } = await directory('once.example', 'direct');
    const { finder, asked } = world(rest);
    await look(finder, [owner]);
    const before = asked.length;
    await look(finder, [owner]);
    expect(asked.length).toBe(before);
    const contact = await opened(owner);
    const moved = { ...contact, values: { ...contact.values, email: 'berta@once.example' } };
    await findKeys({ ...services, keyFinder: finder }, { keys: ALL }, [moved]);
    expect(asked.length).toBe(before + 1);
  });

  it('behind a redirect is not followed, and what fails for now is asked again after an hour, not after a day', async () => {
    const { owner, url, ...rest } = await directory('moved.example', 'direct');
    rest.web[url] = { status: 302, body: Buffer.from('elsewhere') };
    await look(world(rest).finder, [owner]);
    expect(await keysOf(owner)).toEqual([]);
    rest.web[url] = 'fails';
    await sql`delete from key_lookups where contact_id = ${owner.id}`;
    await look(world(rest).finder, [owner]);
    const [row] = await sql<{ minutes: number }[]>`
      select date_part('epoch', next_at - stepwell_now())::int / 60 as minutes from key_lookups where contact_id = ${owner.id}`;
    expect(row!.minutes).toBeLessThanOrEqual(60);
  });

  it('at an address inside our own network is refused before anything is connected to', async () => {
    for (const address of ['127.0.0.1', '169.254.169.254', '10.1.2.3', '::1'])
      await expect(
        httpsGet(wkdUrl('direct', 'inside.example', { policy: true }), {
          resolver: { address: async () => ({ records: [{ address }], exists: true, validated: true }) },
          allowPrivate: false,
          context: createSecureContext(),
          most: 1000,
          deadline: 2_000,
        }),
      ).rejects.toMatchObject({ problem: 'refused' });
  });

  it('is off when the policy says so', async () => {
    const { owner, ...rest } = await directory('off.example', 'direct');
    await look(world(rest).finder, [owner], { ...ALL, wkd: false });
    expect(await keysOf(owner)).toEqual([]);
  });

  it('that was found and is revoked there later is marked by the check that comes round', async () => {
    const { owner, url, ...rest } = await directory('revoking.example', 'direct');
    const made = await pgpKey(owner.email);
    rest.web[url] = { status: 200, body: Buffer.from((await readPgp({ armoredKey: made.publicKey })).write()) };
    const { finder } = world(rest);
    await look(finder, [owner]);
    expect(await keysOf(owner)).toMatchObject([{ usable: true }]);
    const revoked = await revokeKey({ key: await readPrivateKey({ armoredKey: made.privateKey }), format: 'armored' });
    rest.web[url] = { status: 200, body: Buffer.from((await readPgp({ armoredKey: revoked.publicKey })).write()) };
    await sql`update key_lookups set next_at = stepwell_now() - interval '1 second' where contact_id = ${owner.id}`;
    expect(await checkKeys({ ...services, keyFinder: finder })).toMatchObject({ changed: 1 });
    expect(await keysOf(owner)).toMatchObject([{ usable: false, problem: 'revoked' }]);
  });
});
