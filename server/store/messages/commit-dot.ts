import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import type { Sql } from '#store/database.ts';
import { held, leased } from './lease.ts';

/**
 * sealed → dot, just before the final dot goes out; committed when this returns. From here on a message without an
 * answer is in doubt and is never sent again by itself. @returns the ids whose dot may be sent.
 */
export async function commitDot(sql: Sql, worker: string, batch: readonly ClaimedMessage[]): Promise<Set<string>> {
  if (batch.length === 0) return new Set();
  const kept = await sql<{ id: string }[]>`
    with dotted as (
      update messages m set state = 'dot' from ${leased(sql, batch)}
      where ${held(sql, worker)} and m.state = 'sealed' and m.lease_until > now()
      returning m.lane, m.contact_id, m.id, m.attempts
    ), noted as (
      update attempts a set dot_at = stepwell_now() from dotted d
      where a.lane = d.lane and a.contact_id = d.contact_id and a.message_id = d.id and a.n = d.attempts
    )
    select id from dotted`;
  return new Set(kept.map((row) => row.id));
}
