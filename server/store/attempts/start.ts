import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

export interface StartedAttempt {
  message: ClaimedMessage;
  /** Epoch milliseconds. */
  startedAt: number;
  method: string | null;
}

/** One row per attempt, before anything is sent. Starting the same attempt again changes nothing. */
export async function startAttempts(sql: Sql, worker: string, attempts: readonly StartedAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  const column = (of: (one: StartedAttempt) => string | number | null) => arrayLiteral(attempts.map(of));
  await sql`
    insert into attempts (lane, contact_id, message_id, n, worker, started_at, method)
    select w.lane, w.contact_id, w.id, w.n, ${worker}, to_timestamp(w.started / 1000), w.method
    from unnest(
      ${column((one) => one.message.lane)}::smallint[], ${column((one) => one.message.contactId)}::uuid[],
      ${column((one) => one.message.id)}::uuid[], ${column((one) => one.message.attempt)}::int[],
      ${column((one) => one.startedAt)}::float8[], ${column((one) => one.method)}::text[]
    ) as w(lane, contact_id, id, n, started, method)
    on conflict do nothing`;
}
