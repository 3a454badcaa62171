import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { startDispatcher } from '#engine/dispatch/dispatcher.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { Transport } from '#mail/session/transport.ts';
import { trust } from '#mail/session/trust.ts';
import type { Services } from '#api/services.ts';
import { knownDestination } from '#store/destinations/known.ts';
import { recordDestination } from '#store/destinations/record.ts';
import { WorkerLock } from './worker-lock.ts';
import { openDispatchWorld } from './world.ts';

export interface DeliveryOptions {
  resolver: Resolver;
  /** DELIVERY_PORT. */
  port: number;
  /** PEM certificates trusted besides the system's: TLS_CA_FILE, the demo's own authority. */
  caCertificates: readonly string[];
  allowPrivateNetworks: boolean;
}

const KNOWN_MS = 5_000;

/** The way out for all mail of this process. */
export function openTransport(services: Services, options: DeliveryOptions): Transport {
  const { sql } = services.db;
  const known = new Map<string, { at: number; best: Awaited<ReturnType<typeof knownDestination>> }>();
  return new Transport({
    resolver: options.resolver,
    context: trust(options.caCertificates),
    port: options.port,
    name: heloName(services.config.publicUrl),
    allowPrivate: options.allowPrivateNetworks,
    async best(domain) {
      let entry = known.get(domain);
      if (!entry || Date.now() - entry.at > KNOWN_MS) {
        entry = { at: Date.now(), best: await knownDestination(sql, domain) };
        if (known.size > 10_000) known.clear();
        known.set(domain, entry);
      }
      return entry.best?.best ?? null;
    },
    remember: (domain, assurance, details) => recordDestination(sql, { domain, assurance, details }),
  });
}

/** Starts sending what the outbox holds. */
export async function startDelivery(services: Services, transport: Transport): Promise<{ stop(): Promise<void> }> {
  const worker = randomUUID();
  const lock = new WorkerLock(services.db, worker);
  await lock.ensure();
  const dispatcher = startDispatcher(openDispatchWorld(services, transport, { worker, lock }));
  const listening = await services.db.sql.listen('stepwell_messages', () => dispatcher.wake());
  return {
    async stop() {
      await dispatcher.stop();
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
