import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Services } from '#api/services.ts';
import { openReader } from '#mail/inbound/reader.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { keepArrival } from '#store/inbound/keep.ts';
import { ownAddresses } from '#store/inbound/own-addresses.ts';
import { type Cleanup, StartError } from '../cleanup.ts';
import { heloName } from '../delivery/start.ts';
import type { Env, InboundEnv } from '../env.ts';
import { makeIdentity } from '../mailbox/certificate.ts';
import { addressedTo, type OwnAddresses } from './address.ts';
import { startInboundListener } from './listener.ts';
import { startReadLoop } from './read-loop.ts';

/** How long the list of our own domains is believed. A new sender's bounces are taken within that. */
const OWN_MS = 10_000;
const DAY = 86_400_000;

/**
 * Opens the listener of INBOUND_PORT, where one is asked for, and says in `services.returns` where it is.
 * @throws StartError when the port or the certificate cannot be used
 */
export async function openInbound(env: Pick<Env, 'inbound'>, services: Services, cleanup: Cleanup): Promise<void> {
  if (!env.inbound) return;
  const { db, seal, newId, log, config } = services;
  const name = heloName(config.publicUrl);
  const own = remembered(() => ownAddresses(db.sql));
  const tls = await certificateOf(env.inbound, name);
  const listener = await startInboundListener({
    ...env.inbound,
    name,
    tls,
    log,
    addressed: async (recipient) => addressedTo(seal, await own(), recipient),
    keep: (arrival) => keepArrival({ sql: db.sql, seal, newId }, arrival),
  }).catch((error: unknown) => {
    throw new StartError(startFault(env.inbound!, error));
  });
  services.returns = {
    host: listener.host === '0.0.0.0' || listener.host === '::' ? '127.0.0.1' : listener.host,
    port: listener.port,
  };
  cleanup.add('inbound listener', async () => {
    services.returns = undefined;
    await listener.stop();
  });
}

/** Reads what was taken, here or by another process's listener. `resolver`: asked when a sender is to be proven. */
export async function startReading(services: Services, resolver: Resolver): Promise<{ stop(): Promise<void> }> {
  const reader = openReader(resolver);
  const loop = startReadLoop(services, reader, { worker: randomUUID() });
  const listening = await services.db.sql.listen('stepwell_inbound', () => loop.wake());
  return {
    async stop() {
      await loop.stop();
      await reader.stop();
      // Last: it fails while the database is away, and must not keep the rest up.
      await listening.unlisten();
    },
  };
}

function remembered(read: () => Promise<OwnAddresses>): () => Promise<OwnAddresses> {
  let known: { at: number; found: OwnAddresses } | null = null;
  return async () => {
    if (!known || Date.now() - known.at > OWN_MS) known = { at: Date.now(), found: await read() };
    return known.found;
  };
}

/** The named files, or a certificate of our own making: senders of bounces do not look at whose it is. */
async function certificateOf({ tls }: InboundEnv, name: string): Promise<{ cert: string; key: string }> {
  if (!tls) {
    const made = await makeIdentity({ kind: 'host', name }, null, { from: Date.now() - DAY, days: 398 });
    return { cert: made.certificate, key: made.privateKey };
  }
  return { cert: readPem('INBOUND_TLS_CERT', tls.cert), key: readPem('INBOUND_TLS_KEY', tls.key) };
}

function readPem(variable: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new StartError(`${variable}: ${path} cannot be read.`);
  }
  if (!text.includes('-----BEGIN ')) throw new StartError(`${variable}: ${path} holds nothing in PEM form.`);
  return text;
}

function startFault({ host, port, tls }: InboundEnv, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return `INBOUND_PORT: ${host}:${port} is in use.`;
  if (code === 'EACCES') return `INBOUND_PORT: ${port} may not be opened by this user.`;
  if (code === 'EADDRNOTAVAIL') return `INBOUND_HOST: ${host} is not an address of this machine.`;
  return tls
    ? 'INBOUND_TLS_CERT and INBOUND_TLS_KEY are not a certificate and its private key.'
    : `INBOUND_PORT: ${host}:${port} cannot be opened.`;
}
