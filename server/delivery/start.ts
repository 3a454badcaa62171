import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { startDispatcher } from '#engine/dispatch/dispatcher.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { StsPolicies } from '#mail/probe/sts.ts';
import { RelayTransport } from '#mail/session/relay.ts';
import { type Known, type MailOut, Transport } from '#mail/session/transport.ts';
import { trust } from '#mail/session/trust.ts';
import type { Services } from '#api/services.ts';
import { RELAY, standingOf } from '#store/destinations/known.ts';
import { recordDestination } from '#store/destinations/record.ts';
import { readRelay } from '#store/settings/relay.ts';
import { keepStsPolicy } from '#store/sts/keep.ts';
import { readStsPolicy } from '#store/sts/read.ts';
import type { RelayAddress } from '../env.ts';
import { openLimits } from './limits.ts';
import { WorkerLock } from './worker-lock.ts';
import { openDispatchWorld } from './world.ts';

export interface DeliveryOptions {
  resolver: Resolver;
  /** DELIVERY_PORT. */
  port: number;
  /** MTA_STS_PORT; 443 when it is not given. */
  stsPort?: number;
  /** PEM certificates trusted besides the system's: TLS_CA_FILE, the demo's own authority. */
  caCertificates: readonly string[];
  allowPrivateNetworks: boolean;
}

const KNOWN_MS = 5_000;

/** The way out for all mail of this process: to the recipients' own servers. */
export function openTransport(services: Services, options: DeliveryOptions): Transport {
  const { sql } = services.db;
  const known = new Map<string, { at: number; standing: Known }>();
  const { resolver, port, stsPort = 443, allowPrivateNetworks: allowPrivate } = options;
  const context = trust(options.caCertificates);
  return new Transport({
    resolver,
    context,
    port,
    allowPrivate,
    sts: new StsPolicies({
      resolver,
      context,
      allowPrivate,
      ...(stsPort === 443 ? {} : { port: stsPort }),
      store: {
        read: (domain) => readStsPolicy(sql, domain),
        keep: (domain, policy) => keepStsPolicy(sql, domain, policy),
      },
    }),
    name: heloName(services.config.publicUrl),
    async known(domain) {
      let entry = known.get(domain);
      if (!entry || Date.now() - entry.at > KNOWN_MS) {
        entry = { at: Date.now(), standing: await standingOf(sql, domain) };
        if (known.size > 10_000) known.clear();
        known.set(domain, entry);
      }
      return entry.standing;
    },
    async remember(domain, shown) {
      await recordDestination(sql, { domain, ...shown });
      known.delete(domain);
    },
  });
}

/** The way out by the operator's relay. */
export function openRelay(
  services: Services,
  { relay, caCertificates }: { relay: RelayAddress; caCertificates: readonly string[] },
): RelayTransport {
  const { sql } = services.db;
  let declared = { at: 0, provesLastHop: false };
  return new RelayTransport({
    ...relay,
    context: trust(caCertificates),
    name: heloName(services.config.publicUrl),
    async declared() {
      if (Date.now() - declared.at > KNOWN_MS) declared = { at: Date.now(), ...(await readRelay(sql)) };
      return declared.provesLastHop;
    },
    remember: (assurance, details) => recordDestination(sql, { domain: RELAY, assurance, details }),
  });
}

/** Starts sending what the outbox holds. */
export async function startDelivery(services: Services, transport: MailOut): Promise<{ stop(): Promise<void> }> {
  const worker = randomUUID();
  const lock = new WorkerLock(services.db, worker);
  await lock.ensure();
  const limits = await openLimits(services);
  const dispatcher = startDispatcher(
    openDispatchWorld(services, transport, { worker, lock, limitsOf: limits.limitsOf }),
  );
  const listening = await services.db.sql.listen('stepwell_messages', () => dispatcher.wake());
  return {
    async stop() {
      await dispatcher.stop();
      limits.stop();
      await lock.release();
      // Last: it fails while the database is away, and must not keep the rest up.
      await listening.unlisten();
    },
  };
}

/** What we call ourselves: the public host, or its address as a literal. */
export function heloName(publicUrl: string): string {
  const host = new URL(publicUrl).hostname.replaceAll(/^\[|\]$/g, '');
  if (isIP(host) === 6) return `[IPv6:${host}]`;
  return isIP(host) ? `[${host}]` : host;
}
