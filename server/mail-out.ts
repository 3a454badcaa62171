import { readFileSync } from 'node:fs';
import type { Services } from '#api/services.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import type { Transport } from '#mail/session/transport.ts';
import { type Cleanup, StartError } from './cleanup.ts';
import { openTransport } from './delivery/start.ts';
import type { Env } from './env.ts';
import { startMailbox } from './mailbox/mailbox.ts';

/** The way mail leaves: to the recipients' own servers, or in a demo to the local mailbox, which is started here. */
export async function openMailOut(
  env: Env,
  services: Services,
  cleanup: Cleanup,
): Promise<{ transport: Transport; resolver: Resolver }> {
  const ways = await destinations(env, services, cleanup);
  const transport = openTransport(services, {
    port: env.deliveryPort,
    allowPrivateNetworks: env.allowPrivateNetworks,
    ...ways,
  });
  cleanup.add('open mail connections', () => transport.stop());
  return { transport, resolver: ways.resolver };
}

async function destinations(env: Env, services: Services, cleanup: Cleanup) {
  const extra = env.caFile ? [readCertificates(env.caFile)] : [];
  if (env.delivery === 'direct') return { resolver: services.resolver, caCertificates: extra };
  const mailbox = await startMailbox({ services, returns: services.returns ?? null });
  cleanup.add('local mailbox', () => mailbox.stop());
  return { resolver: mailbox.resolver, caCertificates: [...extra, ...mailbox.caCertificates] };
}

/** The certificates of TLS_CA_FILE. @throws StartError */
export function readCertificates(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new StartError(`TLS_CA_FILE: ${path} cannot be read.`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new StartError(`TLS_CA_FILE: ${path} holds no certificate in PEM form.`);
  }
  return text;
}
