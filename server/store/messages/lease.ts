import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/**
 * How long a worker that says nothing keeps its messages. By the machine's clock, not the demo's: moving the demo's
 * clock must not take messages away from who is sending them.
 */
export const LEASE_SECONDS = 60;

/** `unnest(…) as w(lane, contact_id, id, attempt)`: the messages a write is about, with the attempt it belongs to. */
export function leased(sql: Sql, batch: readonly Pick<ClaimedMessage, 'lane' | 'contactId' | 'id' | 'attempt'>[]) {
  return sql`unnest(
    ${arrayLiteral(batch.map((one) => one.lane))}::smallint[], ${arrayLiteral(batch.map((one) => one.contactId))}::uuid[],
    ${arrayLiteral(batch.map((one) => one.id))}::uuid[], ${arrayLiteral(batch.map((one) => one.attempt))}::int[]
  ) as w(lane, contact_id, id, attempt)`;
}

/** The lease, re-checked: same message, same worker, same attempt. */
export function held(sql: Sql, worker: string) {
  return sql`m.lane = w.lane and m.contact_id = w.contact_id and m.id = w.id
    and m.claimed_by = ${worker} and m.attempts = w.attempt`;
}

/** Extends the leases of what a living worker really has in hand. */
export async function renewLeases(sql: Sql, worker: string, holding: readonly ClaimedMessage[]): Promise<void> {
  if (holding.length === 0) return;
  await sql`
    update messages m set lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    from ${leased(sql, holding)} where ${held(sql, worker)} and m.state in ('claimed', 'sealed', 'dot')`;
}
