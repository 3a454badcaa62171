import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { held, leased } from './lease.ts';

/**
 * Puts messages whose dot was not committed back as if they had not been claimed. `destination` (a keyed hash) lets the next claim pass over them
 * while their domain has enough waiting.
 */
export async function releaseMessages(
  sql: Sql,
  worker: string,
  batch: readonly { message: ClaimedMessage; destination: Uint8Array | null }[],
): Promise<void> {
  if (batch.length === 0) return;
  const none = new Uint8Array();
  await sql`
    update messages m set state = 'queued', claimed_by = null, lease_until = null, attempts = m.attempts - 1,
      destination = nullif(d.destination, ''::bytea)
    from ${leased(
      sql,
      batch.map((one) => one.message),
    )}
    join unnest(${arrayLiteral(batch.map((one) => one.message.id))}::uuid[], ${bytes(
      sql,
      batch.map((one) => one.destination ?? none),
    )})
      as d(id, destination) on d.id = w.id
    where ${held(sql, worker)} and m.state in ('claimed', 'sealed')`;
}
