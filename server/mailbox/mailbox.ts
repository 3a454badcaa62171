import type { Services } from '#api/services.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { authority, hostIdentity } from './authority.ts';
import { demoResolver } from './demo-resolver.ts';
import { demoDomains } from './domains.ts';
import { keepMail } from './keep.ts';
import { type Listener, startListener } from './listener.ts';

export interface RunningMailbox {
  /** Knows the demo domains only. */
  resolver: Resolver;
  /** PEM certificates the sender must trust to find the demo hosts valid. */
  caCertificates: string[];
  stop(): Promise<void>;
}

/**
 * The local mailbox of a demo or test installation: one real SMTP server per demo domain, on loopback ports of the
 * system's choosing.
 * @throws Error in production, where a private authority and shared keys have no business.
 */
export async function startMailbox({ services }: { services: Services }): Promise<RunningMailbox> {
  if (!services.config.demo || services.config.delivery !== 'mailbox') {
    throw new Error('The local mailbox runs in a demo only; set DELIVERY=direct for real mail.');
  }
  const issuer = await authority(services);
  const ports = new Map<string, number>();
  const listeners: Listener[] = [];
  try {
    for (const domain of demoDomains) {
      const identity =
        domain.certificate === 'none'
          ? null
          : await hostIdentity(services, domain.host, domain.certificate === 'valid' ? issuer : null);
      const listener = await startListener(domain, identity, (mail) => keepMail(services, mail));
      listeners.push(listener);
      ports.set(domain.host, listener.port);
    }
  } catch (error) {
    await Promise.all(listeners.map((one) => one.stop()));
    throw error;
  }
  return {
    resolver: demoResolver(ports),
    caCertificates: [issuer.certificate],
    stop: async () => {
      await Promise.all(listeners.map((one) => one.stop()));
    },
  };
}
