import type { Services } from '#api/services.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import { authority, hostIdentity } from './authority.ts';
import { demoResolver } from './demo-resolver.ts';
import { type DemoDomain, demoDomains } from './domains.ts';
import { composeAnswer } from './answers.ts';
import { type ReturnPoint, handIn } from './hand-in.ts';
import { keepMail } from './keep.ts';
import { type Listener, type Received, startListener } from './listener.ts';

export interface RunningMailbox {
  /** Knows the demo domains only. */
  resolver: Resolver;
  /** PEM certificates the sender must trust to find the demo hosts valid. */
  caCertificates: string[];
  stop(): Promise<void>;
}

/**
 * The local mailbox of a demo or test installation: one real SMTP server per demo domain, on loopback ports of the
 * system's choosing. `returns`: where they hand in what they send back; without it they send nothing back.
 * @throws Error in production, where a private authority and shared keys have no business.
 */
export async function startMailbox({
  services,
  returns = null,
}: {
  services: Services;
  returns?: ReturnPoint | null;
}): Promise<RunningMailbox> {
  if (!services.config.demo || services.config.delivery !== 'mailbox') {
    throw new Error('The local mailbox runs in a demo only; set DELIVERY=direct for real mail.');
  }
  const issuer = await authority(services);
  const ports = new Map<string, number>();
  const listeners: Listener[] = [];
  const answering = new Set<Promise<void>>();
  const keep = async (domain: DemoDomain, mail: Received): Promise<string> => {
    const id = await keepMail(services, mail);
    if (!returns || !domain.answers) return id;
    const done: Promise<void> = answer(services, returns, domain, mail).finally(() => answering.delete(done));
    answering.add(done);
    return id;
  };
  try {
    for (const domain of demoDomains) {
      const identity =
        domain.certificate === 'none'
          ? null
          : await hostIdentity(services, domain.host, domain.certificate === 'valid' ? issuer : null);
      const listener = await startListener(domain, identity, (mail) => keep(domain, mail));
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
      await Promise.all(answering);
    },
  };
}

/** Sends back what hosts of this domain send back, one mail for each recipient. */
async function answer(
  services: Services,
  returns: ReturnPoint,
  { answers }: DemoDomain,
  { from, recipients, bytes }: Received,
): Promise<void> {
  if (!answers || from === '') return;
  const at = await services.now();
  for (const recipient of recipients) {
    try {
      const id = services.newId();
      await handIn(returns, composeAnswer(answers, { returnPath: from, recipient, bytes }, { at, id }));
    } catch (error) {
      services.log.warn(
        { kind: answers, name: error instanceof Error ? error.name : 'unknown' },
        'no answer was taken',
      );
    }
  }
}
