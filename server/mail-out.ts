import { readFileSync } from 'node:fs';
import type { Services } from '#api/services.ts';
import { openKeyFinder } from '#mail/keys/finder.ts';
import { httpsGet } from '#mail/probe/https-get.ts';
import { trust } from '#mail/session/trust.ts';
import type { MailOut } from '#mail/session/transport.ts';
import { MAX_KEY_BYTES } from '#store/recipient-keys/checked.ts';
import { keepKeyDomains, readKeyDomains } from '#store/recipient-keys/domains.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { type Cleanup, StartError } from './cleanup.ts';
import { openRelay, openTransport } from './delivery/start.ts';
import type { Env } from './env.ts';
import { startMailbox } from './mailbox/mailbox.ts';

/** How mail leaves, and who answers for names on the way. */
interface WayOut {
  transport: MailOut;
  resolver: Resolver;
}

/**
 * The way mail leaves: to the recipients' own servers, by the operator's relay, or in a demo to the local mailbox, which
 * is started here. `resolver`: how names are looked up there.
 */
export async function openMailOut(env: Env, services: Services, cleanup: Cleanup): Promise<WayOut> {
  const out = await open(env, services, cleanup);
  cleanup.add('open mail connections', () => out.transport.stop());
  return out;
}

async function open(env: Env, services: Services, cleanup: Cleanup): Promise<WayOut> {
  const { deliveryPort: port, stsPort, allowPrivateNetworks, relay } = env;
  const extra = env.caFile ? [readCertificates(env.caFile)] : [];
  if (relay) return { transport: openRelay(services, { relay, caCertificates: extra }), resolver: services.resolver };
  let { resolver } = services;
  let caCertificates = extra;
  if (env.delivery === 'mailbox') {
    const mailbox = await startMailbox({ services, returns: services.returns ?? null });
    cleanup.add('local mailbox', () => mailbox.stop());
    ({ resolver } = mailbox);
    caCertificates = [...extra, ...mailbox.caCertificates];
  }
  const options = { resolver, port, stsPort, allowPrivateNetworks, caCertificates };
  return { transport: openTransport(services, options), resolver };
}

/** Recipients' published keys are looked for where mail leaves; in a demo nobody outside is asked about anybody. */
export function openKeyLookUp(env: Env, services: Services): void {
  if (env.delivery === 'mailbox') return;
  const { resolver } = services;
  const { sql } = services.db;
  const context = trust(env.caFile ? [readCertificates(env.caFile)] : []);
  const options = { resolver, context, allowPrivate: env.allowPrivateNetworks, most: MAX_KEY_BYTES, deadline: 5_000 };
  services.keyFinder = openKeyFinder({
    resolver,
    get: (url) => httpsGet(url, options),
    domains: { read: (domains) => readKeyDomains(sql, domains), keep: (found) => keepKeyDomains(sql, found) },
  });
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
