import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** A delivery as claimed for one attempt. */
export interface ClaimedDelivery {
  lane: number;
  contactId: string;
  id: string;
  enrollmentId: string;
  journeyId: string;
  step: string;
  visit: number;
  endpoint: string;
  event: string;
  /** The attempt this claim is for, from 1. */
  attempt: number;
  /** Epoch milliseconds. */
  queuedAt: number;
  sealed: Uint8Array | null;
  wrappedKey: Uint8Array;
  keyVersion: number;
}

/** How long a sender that says nothing keeps its deliveries. By the machine's clock, not the demo's. */
export const LEASE_SECONDS = 30;

/**
 * Takes up to `limit` deliveries that are due, the longest due first. Skips what others hold, journeys that are paused,
 * and endpoints that have enough waiting.
 */
export async function claimWebhooks(
  sql: Sql,
  worker: string,
  { limit, busy }: { limit: number; busy: readonly string[] },
): Promise<ClaimedDelivery[]> {
  if (limit <= 0) return [];
  return sql<ClaimedDelivery[]>`
    with taken as materialized (
      select d.lane, d.contact_id, d.id from webhook_deliveries d
      where d.state = 'queued' and d.due_at <= stepwell_now() and (d.expires_at is null or d.expires_at > stepwell_now())
        and d.endpoint <> all(${arrayLiteral(busy)}::text[])
        and not exists (select 1 from journeys j where j.id = d.journey_id and j.state = 'paused')
      order by d.due_at limit ${limit} for update of d skip locked
    )
    update webhook_deliveries d set state = 'claimed', claimed_by = ${worker}, attempts = d.attempts + 1,
      lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    from taken t join contacts c on c.lane = t.lane and c.id = t.contact_id
    where d.lane = t.lane and d.contact_id = t.contact_id and d.id = t.id
    returning d.lane, d.contact_id as "contactId", d.id, d.enrollment_id as "enrollmentId", d.journey_id as "journeyId",
      d.step, d.visit, d.endpoint, d.event, d.attempts as attempt,
      round(date_part('epoch', d.queued_at) * 1000)::float8 as "queuedAt", d.sealed, c.wrapped_key as "wrappedKey",
      c.key_version as "keyVersion"`;
}

/** Puts deliveries back as if they had not been claimed. */
export async function releaseWebhooks(sql: Sql, worker: string, batch: readonly ClaimedDelivery[]): Promise<void> {
  if (batch.length === 0) return;
  await sql`
    update webhook_deliveries d set state = 'queued', claimed_by = null, lease_until = null, attempts = d.attempts - 1
    from ${heldBy(sql, batch)}
    where ${isHeld(sql, worker)}`;
}

/** `unnest(…) as w(lane, contact_id, id, attempt)`: the deliveries a write is about, with the attempt it belongs to. */
export function heldBy(sql: Sql, batch: readonly Pick<ClaimedDelivery, 'lane' | 'contactId' | 'id' | 'attempt'>[]) {
  return sql`unnest(
    ${arrayLiteral(batch.map((one) => one.lane))}::smallint[], ${arrayLiteral(batch.map((one) => one.contactId))}::uuid[],
    ${arrayLiteral(batch.map((one) => one.id))}::uuid[], ${arrayLiteral(batch.map((one) => one.attempt))}::int[]
  ) as w(lane, contact_id, id, attempt)`;
}

/** The lease, re-checked: same delivery, same worker, same attempt. */
export function isHeld(sql: Sql, worker: string) {
  return sql`d.lane = w.lane and d.contact_id = w.contact_id and d.id = w.id and d.state = 'claimed'
    and d.claimed_by = ${worker} and d.attempts = w.attempt`;
}
