import { afterAll, describe, expect, it } from 'vitest';
import type { Decision } from '#core/delivery/facts.ts';
import { openRelay, openTransport, startDelivery } from '#server/delivery/start.ts';
import { dnsResolver } from '#mail/probe/dns-resolver.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { knownDestination } from '#store/destinations/known.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { saveRelay } from '#store/settings/relay.ts';
import { FaultyServer } from '#test/mail/faulty-server.ts';
import { as, authority, chains, identities, ownAuthority, tlsa } from '#test/mail/mail-world.ts';
import { type Recipient, deliveryRig, messageNow, settle } from '#test/support/delivery.ts';
import { nameServer } from '#test/support/name-server.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await deliveryRig(services);
const open: { close(): void }[] = [];
afterAll(() => open.forEach((one) => one.close()));
const CANARY = 'Zolpidem-canary-4411';

async function host(fault: FaultyServer['fault'], address: string, port: number) {
  const server = new FaultyServer(fault);
  open.push(server);
  return { server, port: await server.listen(address, port) };
}

/** Domains by what their mail host is, all over one validating name server and real sockets. */
async function internet() {
  const dns = await nameServer({});
  open.push(dns);
  const domain = (name: string, address: string, mx = `mx.${name}`) => {
    dns.zone[`${name} MX`] = [{ type: 'MX', name, data: { preference: 10, exchange: mx } }];
    dns.zone[`${mx} A`] = [{ type: 'A', name: mx, data: address }];
  };
  const { server: proven, port } = await host(chains.own, '127.0.0.11', 0);
  const { server: stripped } = await host({ startTls: null }, '127.0.0.12', port);
  const { server: plain } = await host(as(identities.wrongName), '127.0.0.13', port);
  const { server: grey } = await host(
    { ...as(identities.good), replies: { RCPT: '451 4.7.1 greylisted' } },
    '127.0.0.14',
    port,
  );
  domain('proven.example', '127.0.0.11', 'mx1.one.example');
  dns.zone['_25._tcp.mx1.one.example TLSA'] = [tlsa(ownAuthority, [2, 0, 1])];
  domain('stripped.example', '127.0.0.12');
  dns.zone['_25._tcp.mx.stripped.example TLSA'] = [tlsa(identities.good, [3, 1, 1], '_25._tcp.mx.stripped.example')];
  domain('plain.example', '127.0.0.13');
  domain('grey.example', '127.0.0.14');
  domain('gone.example', '127.0.0.19');
  dns.zone['bogus.example MX'] = { code: 2 };
  dns.zone['nomail.example MX'] = [{ type: 'MX', name: 'nomail.example', data: { preference: 0, exchange: '.' } }];
  return { dns, port, servers: { proven, stripped, plain, grey } };
}

async function queue(domains: string[], template = 'Refill') {
  const people: Recipient[] = [];
  for (const domain of domains) people.push(await rig.contact(`ada@${domain}`, { medication: CANARY }));
  const ids = await rig.queue(people, { template });
  return new Map(domains.map((domain, i) => [domain, ids.get(people[i]!.id)!]));
}

async function decisionOf(messageId: string): Promise<Decision> {
  const [row] = await sql<{ decision: Decision }[]>`
    select record->'decision' as decision from evidence
    where message_id = ${messageId} and record->>'kind' = 'intent' order by at desc limit 1`;
  return row!.decision;
}

/** All a server was told inside TLS, and what its base64 says. */
function read(server: FaultyServer): string {
  const text = server.inside.join('');
  const encoded = [...text.matchAll(/base64\r\n(?:[\w-]+:.*\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/gi)];
  return text + encoded.map((one) => Buffer.from(one[1]!, 'base64').toString()).join('\n');
}

describe('direct delivery', () => {
  it('takes each domain as it finds it, end to end, and the evidence replays', { timeout: 60_000 }, async () => {
    const { dns, port, servers } = await internet();
    const transport = openTransport(services, {
      resolver: dnsResolver([{ host: dns.host, port: dns.port, validating: true }], { timeoutMs: 500 }),
      port,
      caCertificates: [authority.certificate],
      allowPrivateNetworks: true,
    });
    const delivery = await startDelivery(services, transport);
    const ids = await queue([
      'proven.example',
      'stripped.example',
      'plain.example',
      'grey.example',
      'gone.example',
      'bogus.example',
      'nomail.example',
      'unknown.example',
    ]);
    await settle(services, ids.values(), 40);
    await delivery.stop();
    transport.stop();
    const now = async (domain: string) => messageNow(services, ids.get(domain)!);
    expect(await now('proven.example')).toMatchObject({ state: 'sent', method: 'tls', reason: 'TLS_T4' });
    expect(await now('stripped.example')).toMatchObject({ state: 'held', method: 'portal', reason: 'SUSPECTED_MITM' });
    expect(await now('plain.example')).toMatchObject({ state: 'sent', method: 'portal', reason: 'FALLBACK_PORTAL' });
    // A certificate of another name than the host's: T1, so only the notice was offered, and told to come again.
    expect(await now('grey.example')).toMatchObject({ state: 'deferred', reason: 'TEMPORARY' });
    expect(await now('gone.example')).toMatchObject({ state: 'deferred', reason: 'CONNECT' });
    expect(await now('bogus.example')).toMatchObject({ state: 'deferred', reason: 'DNS_SERVFAIL' });
    expect(await now('nomail.example')).toMatchObject({ state: 'failed', reason: 'NULL_MX' });
    expect(await now('unknown.example')).toMatchObject({ state: 'failed', reason: 'INVALID_ADDRESS' });
    expect(await knownDestination(sql, 'proven.example')).toEqual({ assurance: 'T4', best: 'T4' });
    expect(await decisionOf(ids.get('stripped.example')!)).toMatchObject({ row: '4', alert: true });

    // The drug's name went inside proven TLS and nowhere else, by no name and in no clear text.
    const all = Object.values(servers);
    expect(all.flatMap((one) => one.clear).join('')).not.toMatch(/canary|ada@|MAIL FROM/i);
    expect(read(servers.plain)).not.toMatch(/canary/i);
    expect(read(servers.proven)).toContain(CANARY);
    const [evidence] = await sql<{ record: string }[]>`
      select string_agg(record::text, '') as record from evidence`;
    expect(evidence!.record).not.toMatch(/canary|ada@/i);
    expect(evidence!.record).toContain('"dane": "match"');
    const verified = await verifyEvidence(scanEvidence(sql));
    expect(verified).toMatchObject({ problems: [] });
  });
});

describe('delivery by a relay', () => {
  it('carries what holds patient data only once somebody answers for the last hop', { timeout: 60_000 }, async () => {
    const valid = { from: Date.now() - 86_400_000, days: 30 };
    const certificate = await makeIdentity({ kind: 'host', name: 'localhost' }, authority, valid);
    const { server, port } = await host({ ...as(certificate), offers: ['PIPELINING'] }, '127.0.0.1', 0);
    const address = { host: 'localhost', port, implicit: false, credentials: null };
    const run = async (template: string) => {
      const relay = openRelay(services, { relay: address, caCertificates: [authority.certificate] });
      const delivery = await startDelivery(services, relay);
      const ids = await queue([`r${Math.floor(Math.random() * 1e9)}.example`], template);
      await settle(services, ids.values());
      await delivery.stop();
      relay.stop();
      const [id] = ids.values();
      return { message: await messageNow(services, id!), decision: await decisionOf(id!) };
    };
    const harmless = await run('Open house');
    expect(harmless.message).toMatchObject({ state: 'sent', method: 'tls', reason: 'TLS_T1' });
    const refill = await run('Refill');
    expect(refill.message).toMatchObject({ state: 'sent', method: 'portal', reason: 'FALLBACK_PORTAL' });
    expect(refill.decision.rejected).toContainEqual({ method: 'tls', reason: 'RELAY_UNPROVEN' });
    expect(read(server)).not.toContain(CANARY);
    await saveRelay(sql, { provesLastHop: true });
    expect((await run('Refill')).message).toMatchObject({ state: 'sent', method: 'tls', reason: 'TLS_T2' });
    expect(read(server)).toContain(CANARY);
    expect(server.clear.join('')).not.toMatch(/canary|ada@|MAIL FROM/i);
    expect(await verifyEvidence(scanEvidence(sql))).toMatchObject({ problems: [] });
  });
});
