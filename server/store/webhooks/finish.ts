import type { AttemptResult, WebhookVerdict } from '#core/webhook/retry.ts';
import { type WebhookAnswer, webhookKey } from '#core/webhook/wake.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { atomically } from '#store/atomically.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { holdStill, wakeWaiting } from '#store/enrollments/wake-waiting.ts';
import { type ClaimedDelivery, heldBy, isHeld } from './claim.ts';

export interface FinishedDelivery {
  delivery: ClaimedDelivery;
  result: AttemptResult;
  verdict: WebhookVerdict;
}

/**
 * Writes how attempts ended and, where that is final, wakes the contact who waits at the step; one transaction, so that
 * an answer is never known without its contact going on.
 * @returns the ids that were written: of those a lease was lost for, somebody else will say.
 */
export async function finishWebhooks(
  sql: Sql,
  worker: string,
  rows: readonly FinishedDelivery[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  return atomically(sql, async (tx) => {
    const final = rows.filter(({ verdict }) => verdict.state !== 'queued').map(({ delivery }) => delivery);
    if (final.length > 0) await holdStill(tx, final);
    const written = await write(tx, worker, rows);
    const at = await now(tx);
    await wakeWaiting(
      tx,
      rows.flatMap(({ delivery, verdict }) => {
        if (verdict.state === 'queued' || !written.has(delivery.id)) return [];
        const { lane, contactId, journeyId, enrollmentId, step, visit } = delivery;
        const key = webhookKey(step, visit);
        const name: WebhookAnswer = verdict.state === 'delivered' ? 'success' : 'failure';
        return [{ lane, contactId, journeyId, enrollmentId, key, wake: { kind: 'event' as const, key, at, name } }];
      }),
    );
    return written;
  });
}

async function write(sql: Sql, worker: string, rows: readonly FinishedDelivery[]): Promise<Set<string>> {
  const column = (of: (row: FinishedDelivery) => string | number | null) => arrayLiteral(rows.map(of));
  const written = await sql<{ id: string }[]>`
    update webhook_deliveries d set state = f.state, status = f.status, problem = f.problem, lease_until = null,
      claimed_by = null, sealed = case when f.state = 'queued' then d.sealed end,
      due_at = case when f.state = 'queued' then stepwell_now() + f.retry_ms * interval '1 millisecond' else d.due_at end,
      finished_at = case when f.state <> 'queued' then stepwell_now() end
    from ${heldBy(
      sql,
      rows.map(({ delivery }) => delivery),
    )}
    join unnest(
      ${column(({ delivery }) => delivery.id)}::uuid[], ${column(({ verdict }) => verdict.state)}::text[],
      ${column(({ result }) => (result.kind === 'answer' ? result.status : null))}::int[],
      ${column(({ result }) => (result.kind === 'fault' ? result.problem : null))}::text[],
      ${column(({ verdict }) => (verdict.state === 'queued' ? verdict.inMs : null))}::float8[]
    ) as f(id, state, status, problem, retry_ms) on f.id = w.id
    where ${isHeld(sql, worker)}
    returning d.id`;
  return new Set(written.map((row) => row.id));
}
