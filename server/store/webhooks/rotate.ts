import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import type { Seal } from '#seal/seal.ts';
import type { Orm } from '#store/database.ts';
import { newWebhookSecret, sealSecret } from './secrets.ts';

/**
 * Gives an endpoint a new secret. The old one signs beside it for some hours, so that the receiver can change over
 * without refusing anything; 0 ends it at once.
 * @returns the new secret, which is never shown again. @throws Failure NOT_FOUND.
 */
export async function rotateWebhook(orm: Orm, seal: Seal, id: string, overlapHours: number): Promise<string> {
  const secret = newWebhookSecret();
  const keepsOld = overlapHours > 0;
  const changed = await orm
    .update(webhookEndpoints)
    .set({
      previousSecret: keepsOld ? sql`${webhookEndpoints.secret}` : null,
      previousUntil: keepsOld ? sql`now() + ${overlapHours} * interval '1 hour'` : null,
      secret: sealSecret(seal, secret),
      updatedAt: sql`now()`,
    })
    .where(eq(webhookEndpoints.id, id))
    .returning({ id: webhookEndpoints.id });
  if (changed.length === 0) throw new Failure('NOT_FOUND', { webhook: id });
  return secret;
}
