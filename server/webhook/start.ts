import { randomUUID } from 'node:crypto';
import type { Services } from '#api/services.ts';
import { trust } from '#mail/session/trust.ts';
import { openPost } from './post.ts';
import { startSender } from './sender.ts';

/** Starts sending what the outbox of webhooks holds. `caCertificates`: PEM, trusted besides the system's. */
export async function startWebhooks(
  services: Services,
  { caCertificates, allowPrivateNetworks }: { caCertificates: readonly string[]; allowPrivateNetworks: boolean },
): Promise<{ stop(): Promise<void> }> {
  const { db, seal, log, resolver } = services;
  const out = openPost({
    resolver,
    allowPrivate: allowPrivateNetworks,
    context: trust(caCertificates),
  });
  const sender = startSender({ sql: db.sql, seal, log, post: out.post, worker: randomUUID() });
  const listening = await db.sql.listen('stepwell_webhooks', () => sender.wake());
  return {
    async stop() {
      await sender.stop();
      out.close();
      // Last: it fails while the database is away, and must not keep the rest up.
      await listening.unlisten();
    },
  };
}
