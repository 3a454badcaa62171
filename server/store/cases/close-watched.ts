import { arrayLiteral } from '#store/array-literal.ts';
import { appendAudit } from '#store/audit/append.ts';
import type { Sql } from '#store/database.ts';
import { ormWithin } from '#store/orm-within.ts';
import { appendCaseLog } from './log.ts';

/**
 * Closes cases whose resend has not come back within the watch, in the transaction that lets the contacts go on. One that
 * is in any other state by now stays as it is.
 */
export async function closeWatched(
  tx: Sql,
  given: readonly { lane: number; contactId: string; message: string }[],
  now: number,
): Promise<void> {
  if (given.length === 0) return;
  const closed = await tx<{ lane: number; contactId: string; id: string }[]>`
    update cases c set state = 'closed', outcome = 'resolved', since = t.now, closed_at = t.now
    from unnest(
      ${arrayLiteral(given.map((one) => one.lane))}::smallint[], ${arrayLiteral(given.map((one) => one.contactId))}::uuid[],
      ${arrayLiteral(given.map((one) => one.message))}::uuid[]
    ) as w(lane, contact_id, message_id), (select to_timestamp(${now}::float8 / 1000) as now) t
    where c.lane = w.lane and c.contact_id = w.contact_id and c.message_id = w.message_id and c.state = 'delivered'
    returning c.lane, c.contact_id as "contactId", c.id`;
  if (closed.length === 0) return;
  await appendCaseLog(
    tx,
    closed.map((one) => ({ ...one, actor: 'system', action: 'watch-over' })),
  );
  const details = { outcome: 'resolved', closed: closed.map(({ id }) => id) };
  await appendAudit(ormWithin(tx), { actor: 'system', action: 'case.close', subject: 'cases', details });
}
