import type { Sql } from '#store/database.ts';
import { LEASE_SECONDS } from './claim.ts';

/** Extends every lease of a living sender. */
export async function renewWebhooks(sql: Sql, worker: string): Promise<void> {
  await sql`
    update webhook_deliveries set lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    where claimed_by = ${worker} and state = 'claimed'`;
}

/**
 * Puts back what a sender that is gone had claimed: it is sent again under the same id, by which receivers tell a
 * repeat. And closes what nobody waits for any more.
 * @returns how many of each.
 */
export async function recoverWebhooks(sql: Sql, worker: string): Promise<{ requeued: number; expired: number }> {
  const requeued = await sql`
    with lost as (
      select lane, contact_id, id from webhook_deliveries
      where state = 'claimed' and lease_until < now() and claimed_by <> ${worker} for update skip locked
    )
    update webhook_deliveries d set state = 'queued', claimed_by = null, lease_until = null
    from lost l where d.lane = l.lane and d.contact_id = l.contact_id and d.id = l.id`;
  const expired = await sql`
    with late as (
      select lane, contact_id, id from webhook_deliveries
      where state = 'queued' and expires_at <= stepwell_now() limit 5000 for update skip locked
    )
    update webhook_deliveries d set state = 'expired', finished_at = stepwell_now(), sealed = null
    from late l where d.lane = l.lane and d.contact_id = l.contact_id and d.id = l.id`;
  return { requeued: requeued.count, expired: expired.count };
}
