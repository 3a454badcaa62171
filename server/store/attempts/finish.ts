import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

export interface EndedAttempt {
  message: ClaimedMessage;
  result: string;
  /** Code and enhanced code only. */
  reply: string | null;
}

export async function finishAttempts(sql: Sql, attempts: readonly EndedAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  const column = (of: (one: EndedAttempt) => string | number | null) => arrayLiteral(attempts.map(of));
  await sql`
    update attempts a set finished_at = stepwell_now(), result = w.result, reply = w.reply
    from unnest(
      ${column((one) => one.message.lane)}::smallint[], ${column((one) => one.message.contactId)}::uuid[],
      ${column((one) => one.message.id)}::uuid[], ${column((one) => one.message.attempt)}::int[],
      ${column((one) => one.result)}::text[], ${column((one) => one.reply)}::text[]
    ) as w(lane, contact_id, id, n, result, reply)
    where a.lane = w.lane and a.contact_id = w.contact_id and a.message_id = w.id and a.n = w.n`;
}
