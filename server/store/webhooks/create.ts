import type { WebhookForm } from '#core/webhook/endpoint.ts';
import { Failure } from '#core/failure.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import type { Seal } from '#seal/seal.ts';
import type { Orm } from '#store/database.ts';
import { newWebhookSecret, sealSecret } from './secrets.ts';

/**
 * Makes an endpoint.
 * @returns its secret, which is never shown again. @throws Failure NAME_TAKEN.
 */
export async function createWebhook(orm: Orm, seal: Seal, form: WebhookForm & { id: string }): Promise<string> {
  const secret = newWebhookSecret();
  const made = await orm
    .insert(webhookEndpoints)
    .values({ ...form, secret: sealSecret(seal, secret) })
    .onConflictDoNothing()
    .returning({ id: webhookEndpoints.id });
  if (made.length === 0) throw new Failure('NAME_TAKEN', { name: form.name });
  return secret;
}
