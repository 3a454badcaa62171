import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import type { WebhookForm } from '#core/webhook/endpoint.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import type { Orm } from '#store/database.ts';

/** Changes where an endpoint is and whether a BAA covers it; its name stays. @throws Failure NOT_FOUND. */
export async function updateWebhook(orm: Orm, id: string, form: Omit<WebhookForm, 'name'>): Promise<void> {
  const changed = await orm
    .update(webhookEndpoints)
    .set({ ...form, updatedAt: sql`now()` })
    .where(eq(webhookEndpoints.id, id))
    .returning({ id: webhookEndpoints.id });
  if (changed.length === 0) throw new Failure('NOT_FOUND', { webhook: id });
}
