import { X509Certificate, createHash } from 'node:crypto';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type SecureContext, createSecureContext } from 'node:tls';
import type { Answer } from 'dns-packet';
import { afterAll } from 'vitest';
import type { Assurance, DeliveryPolicy } from '#core/delivery/facts.ts';
import type { StsPolicy } from '#core/delivery/mta-sts.ts';
import { sealTls } from '#mail/method/tls.ts';
import { dnsResolver } from '#mail/probe/dns-resolver.ts';
import { type KeptPolicy, StsPolicies } from '#mail/probe/sts.ts';
import { type Shown, Transport, type TransportOptions } from '#mail/session/transport.ts';
import { trust } from '#mail/session/trust.ts';
import { type Identity, makeIdentity } from '#server/mailbox/certificate.ts';
import { type NameServer, type Zone, nameServer } from '#test/support/name-server.ts';
import { type Fault, FaultyServer } from './faulty-server.ts';
import { content, signer } from './support.ts';

const DAY = 86_400_000;
const valid = { from: Date.now() - DAY, days: 30 };
export const DOMAIN = 'one.example';

export const authority = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, valid);
/** Nobody trusts it: what DANE says alone counts. */
export const ownAuthority = await makeIdentity({ kind: 'authority', name: 'The domain’s own' }, null, valid);
const between = await makeIdentity({ kind: 'authority', name: 'Between' }, ownAuthority, valid);
const host = (name: string, issuer: Identity | null = authority, time = valid) =>
  makeIdentity({ kind: 'host', name }, issuer, time);
const long = { from: Date.now() - 40 * DAY, days: 30 };

export const identities = {
  good: await host('mx1.one.example'),
  second: await host('mx2.one.example'),
  selfSigned: await host('mx1.one.example', null),
  expired: await host('mx1.one.example', authority, long),
  wrongName: await host('mx.other.example'),
  own: await host('mx1.one.example', ownAuthority),
  ownWrongName: await host('mx.other.example', ownAuthority),
  ownExpired: await host('mx1.one.example', ownAuthority, long),
  ownLong: await host('mx1.one.example', between),
  sts: await host('mta-sts.one.example'),
  stsWrong: await host('mta-sts.two.example'),
};
/** As a server sends it: its own certificate, then those above it. */
export const as = ({ privateKey, certificate }: Identity, ...above: Identity[]) => ({
  key: privateKey,
  cert: [certificate, ...above.map((one) => one.certificate)].join('\n'),
});
export const chains = { own: as(identities.own, ownAuthority), ownLong: as(identities.ownLong, between, ownAuthority) };

const keys = signer();
const policy: DeliveryPolicy = {
  floors: { P0: 'T1', P1: 'T2', P2: 'T2' },
  portalEnabled: true,
  sealedOnly: false,
  portalOnly: false,
};
export const sealed = (phi: 'P0' | 'P2' = 'P2') =>
  sealTls(content(), { returnPath: 'b-x@lakeview.example', recipient: `ada@${DOMAIN}` }, keys, { phi, policy });

/** A TLSA record for a certificate, right unless `change` makes it wrong. */
export function tlsa(
  identity: Identity,
  [usage, selector, matching]: [number, number, number],
  name = '_25._tcp.mx1.one.example',
  change: (data: Buffer) => Buffer = (one) => one,
): Answer {
  const certificate = new X509Certificate(identity.certificate);
  const bytes =
    selector === 0 ? certificate.raw : Buffer.from(certificate.publicKey.export({ type: 'spki', format: 'der' }));
  const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest();
  const data = matching === 0 ? bytes : digest(matching === 1 ? 'sha256' : 'sha512');
  return {
    type: 'TLSA',
    name,
    data: { usage, selector, matchingType: matching, certificate: change(Buffer.from(data)) },
  };
}

const open: { close(): void }[] = [];
afterAll(() => open.forEach((one) => one.close()));

export interface World {
  transport: Transport;
  servers: FaultyServer[];
  dns: NameServer;
  shown: Shown[];
  /** What its policy host says; null closes the door. Changed at any time. */
  sts: { policy: string | null; status: number; type: string; asked: number; slow: boolean; identity: Identity };
  store: Map<string, { policy: StsPolicy; at: number }>;
  /** Moves the clock by which policies expire, milliseconds. */
  later(ms: number): void;
  /** Another process over the same store: nothing of what this one remembers. */
  restart(change?: Partial<TransportOptions>): Transport;
}

/**
 * A domain with a validating name server, mail hosts and a policy host, all over real sockets. Mail host N is
 * `mxN.one.example` at 127.0.0.N+1, with preference N × 10; null is a host at which nothing listens.
 */
export async function mailWorld(
  faults: (Fault | null)[],
  options: {
    zone?: Zone;
    unsigned?: boolean;
    best?: Assurance;
    pinned?: boolean;
    allowPrivate?: boolean;
    change?: Partial<TransportOptions>;
  } = {},
): Promise<World> {
  const servers: FaultyServer[] = [];
  let port = 0;
  const zone: Zone = {};
  const mx: Answer[] = [];
  for (const [i, fault] of faults.entries()) {
    const name = `mx${i + 1}.${DOMAIN}`;
    const address = `127.0.0.${i + 2}`;
    mx.push({ type: 'MX', name: DOMAIN, data: { preference: (i + 1) * 10, exchange: name } });
    zone[`${name} A`] = [{ type: 'A', name, data: address }];
    if (fault === null) continue;
    const server = new FaultyServer(fault);
    port = await server.listen(address, port);
    servers.push(server);
  }
  zone[`${DOMAIN} MX`] = mx;
  zone[`mta-sts.${DOMAIN} A`] = [{ type: 'A', name: `mta-sts.${DOMAIN}`, data: '127.0.0.1' }];
  Object.assign(zone, options.zone);
  const dns = await nameServer(zone, { validated: options.unsigned !== true });
  const sts: World['sts'] = {
    policy: null,
    status: 200,
    type: 'text/plain',
    asked: 0,
    slow: false,
    identity: identities.sts,
  };
  const web = policyServer(sts);
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
  const store: World['store'] = new Map();
  let clock = 0;
  const now = () => Date.now() + clock;
  const shown: Shown[] = [];
  const context = trust([authority.certificate]);
  const allowPrivate = options.allowPrivate ?? true;
  const restart = (change: Partial<TransportOptions> = {}): Transport => {
    const resolver = dnsResolver([{ host: dns.host, port: dns.port, validating: true }], {
      timeoutMs: 500,
      failureMs: 0,
    });
    const transport = new Transport({
      resolver,
      sts: new StsPolicies({
        resolver,
        context,
        allowPrivate,
        port: (web.address() as AddressInfo).port,
        deadline: 1_000,
        store: {
          read: async (domain): Promise<KeptPolicy | null> => {
            const kept = store.get(domain);
            const ageMs = kept ? now() - kept.at : 0;
            return kept && ageMs < kept.policy.maxAge * 1000 ? { policy: kept.policy, ageMs } : null;
          },
          keep: async (domain, kept) => void store.set(domain, { policy: kept, at: now() }),
        },
      }),
      context,
      port,
      name: '[127.0.0.1]',
      allowPrivate,
      known: async () => ({ best: options.best ?? null, pinned: options.pinned ?? false }),
      remember: async (_domain, one) => void shown.push(one),
      connectMs: 1_000,
      commandMs: 1_000,
      totalMs: 2_000,
      ...options.change,
      ...change,
    });
    open.push({ close: () => transport.stop() });
    return transport;
  };
  open.push(...servers, dns, { close: () => web.close() });
  return { transport: restart(), servers, dns, shown, sts, store, later: (ms) => void (clock += ms), restart };
}

function policyServer(sts: World['sts']): Server {
  // The certificate is chosen at each connection, so that a test can change it.
  const chosen = (_name: string, done: (error: null, context: SecureContext) => void) =>
    done(null, createSecureContext({ key: sts.identity.privateKey, cert: sts.identity.certificate }));
  const server = createServer({ SNICallback: chosen }, (request, response) => {
    sts.asked++;
    if (sts.slow) return;
    if (request.url !== '/.well-known/mta-sts.txt' || sts.policy === null) {
      response.writeHead(404).end();
      return;
    }
    if (sts.status !== 200) {
      response.writeHead(sts.status, { location: '/.well-known/mta-sts.txt' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': sts.type }).end(sts.policy);
  });
  return server;
}

/** A policy file and the TXT record that announces it. */
export function stsPolicy(mode: string, mx: string[], maxAge = 86_400): string {
  return [`version: STSv1`, `mode: ${mode}`, ...mx.map((one) => `mx: ${one}`), `max_age: ${maxAge}`, ''].join('\r\n');
}

export const announced = (id: string): Answer[] => [
  { type: 'TXT', name: `_mta-sts.${DOMAIN}`, data: `v=STSv1; id=${id};` },
];

/** What was said of the message anywhere it could be seen. */
export function leaked(servers: readonly FaultyServer[]): string[] {
  return servers.flatMap((one) => one.clear).filter((text) => /MAIL FROM|RCPT|ada@|canary/i.test(text));
}
