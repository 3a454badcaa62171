import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import type { Orm } from '#store/database.ts';

/**
 * Removes an endpoint that no journey names, neither in its draft nor in what is live or people stay on, and with it its secrets. What is
 * still in the outbox for it fails.
 * @throws Failure NOT_FOUND, IN_USE (details: `journeys`, their names).
 */
export async function deleteWebhook(orm: Orm, id: string): Promise<void> {
  await orm.transaction(async (tx) => {
    const [row] = await tx
      .delete(webhookEndpoints)
      .where(eq(webhookEndpoints.id, id))
      .returning({ name: webhookEndpoints.name });
    if (!row) throw new Failure('NOT_FOUND', { webhook: id });
    const named = sql`jsonb_build_object('name', ${row.name}::text)`;
    const path = sql.raw(`'$.steps[*] ? (@.type == "webhook" && @.config.endpoint == $name)'`);
    const used = await tx.execute<{ name: string }>(sql`
      select distinct j.name from journeys j
      left join journey_versions v on v.journey_id = j.id and (v.version = j.live_version or v.version + 1 = any(j.pins))
      where jsonb_path_exists(j.draft, ${path}, ${named}) or jsonb_path_exists(v.graph, ${path}, ${named})
      order by j.name limit 5`);
    if (used.length === 0) return;
    const journeys = used.map((one) => one.name);
    const sentence = `Used by ${journeys.map((name) => `the journey “${name}”`).join(', ')}. Take it out there first.`;
    throw new Failure('IN_USE', { journeys }, sentence);
  });
}
