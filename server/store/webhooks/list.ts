import { asc, sql } from 'drizzle-orm';
import { webhookDeliveries, webhookEndpoints } from '#db/schema/webhooks.ts';
import type { Orm } from '#store/database.ts';

/** Everything of every endpoint but its secrets, by name, with how its deliveries of the last week went. */
export async function listWebhooks(orm: Orm) {
  const rows = await orm
    .select({
      id: webhookEndpoints.id,
      name: webhookEndpoints.name,
      url: webhookEndpoints.url,
      baa: webhookEndpoints.baa,
      previousUntil: sql<Date | null>`case when previous_until > now() then previous_until end`.mapWith(
        webhookEndpoints.previousUntil,
      ),
      createdAt: webhookEndpoints.createdAt,
    })
    .from(webhookEndpoints)
    .orderBy(asc(webhookEndpoints.name));
  const counted = await orm
    .select({
      endpoint: webhookDeliveries.endpoint,
      delivered: sql<number>`count(*) filter (where state = 'delivered')::int`,
      failed: sql<number>`count(*) filter (where state in ('failed', 'expired'))::int`,
      waiting: sql<number>`count(*) filter (where state in ('queued', 'claimed'))::int`,
    })
    .from(webhookDeliveries)
    .where(sql`queued_at > stepwell_now() - interval '7 days'`)
    .groupBy(webhookDeliveries.endpoint);
  const of = new Map(counted.map((one) => [one.endpoint, one]));
  return rows.map((row) => {
    const { delivered = 0, failed = 0, waiting = 0 } = of.get(row.name) ?? {};
    return { ...row, week: { delivered, failed, waiting } };
  });
}
