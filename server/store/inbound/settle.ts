import type { InboundProblem } from '#core/inbound/addressed.ts';
import type { InboundFinding } from '#db/schema/inbound.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

export interface SettledMail {
  id: string;
  attempt: number;
  messageId: string | null;
  finding: InboundFinding | null;
  /** Kept for staff with this reason; null: done. */
  problem: InboundProblem | null;
}

/**
 * Ends the reading of mails, in the transaction that writes what they bring about: either both are there or neither.
 * @returns the ids still held by this reader; what the others said is somebody else's to write
 */
export async function settleInbound(tx: Sql, worker: string, mails: readonly SettledMail[]): Promise<Set<string>> {
  if (mails.length === 0) return new Set();
  const column = (of: (one: SettledMail) => string | number | null) => arrayLiteral(mails.map(of));
  const held = await tx<{ id: string }[]>`
    update inbound_mail m set state = case when w.problem is null then 'done' else 'kept' end, problem = w.problem,
      finding = w.finding, message_id = w.message_id, claimed_by = null, lease_until = null, read_at = stepwell_now()
    from unnest(
      ${column((one) => one.id)}::uuid[], ${column((one) => one.attempt)}::int[], ${column((one) => one.problem)}::text[],
      ${column((one) => (one.finding ? JSON.stringify(one.finding) : null))}::jsonb[],
      ${column((one) => one.messageId)}::uuid[]
    ) as w(id, attempt, problem, finding, message_id)
    where m.id = w.id and m.state = 'waiting' and m.claimed_by = ${worker} and m.attempts = w.attempt
    returning m.id`;
  return new Set(held.map(({ id }) => id));
}
