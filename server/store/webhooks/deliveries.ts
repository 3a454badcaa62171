import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Sql } from '#store/database.ts';

/** One delivery as staff and programs see it: ids, never what was sent. */
export const deliveryRow = z.object({
  id: z.string(),
  contactId: z.string(),
  journeyId: z.string(),
  journey: z.string().nullable(),
  step: z.string(),
  event: z.string(),
  state: z.enum(['queued', 'claimed', 'delivered', 'failed', 'expired']),
  attempts: z.number(),
  status: z.number().nullable(),
  problem: z.string().nullable(),
  queuedAt: z.coerce.date(),
  /** When it is tried again, while it waits. */
  dueAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
});
export type DeliveryRow = z.infer<typeof deliveryRow>;

/**
 * An endpoint's deliveries, newest first, those older than `before` (its queued time and id).
 * @throws Failure NOT_FOUND when there is no such endpoint.
 */
export async function webhookDeliveriesOf(
  sql: Sql,
  endpointId: string,
  page: { limit: number; before: { at: Date; id: string } | null },
): Promise<DeliveryRow[]> {
  const [endpoint] = await sql<{ name: string }[]>`select name from webhook_endpoints where id = ${endpointId}`;
  if (!endpoint) throw new Failure('NOT_FOUND', { webhook: endpointId });
  const { before } = page;
  const rows = await sql`
    select d.id, d.contact_id as "contactId", d.journey_id as "journeyId", j.name as journey, d.step, d.event, d.state,
      d.attempts, d.status, d.problem, d.queued_at as "queuedAt",
      case when d.state = 'queued' then d.due_at end as "dueAt", d.finished_at as "finishedAt"
    from webhook_deliveries d left join journeys j on j.id = d.journey_id
    where d.endpoint = ${endpoint.name}
      ${before ? sql`and (d.queued_at, d.id) < (to_timestamp(${before.at.getTime()}::float8 / 1000), ${before.id}::uuid)` : sql``}
    order by d.queued_at desc, d.id desc limit ${page.limit}`;
  return rows.map((row) => deliveryRow.parse(row));
}
