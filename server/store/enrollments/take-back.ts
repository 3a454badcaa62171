import { addCounts } from '#store/counts/add.ts';
import type { Sql } from '#store/database.ts';

/** At most this many at a time; call again for the rest. */
const MOST = 10_000;

/**
 * Puts contacts who were set aside back where they stood, due at once: the exit is taken off the record and the
 * counters. Nothing was sent to them from there, and what was sent before cannot be sent again. In the caller's
 * transaction. @returns how many.
 */
export async function takeBack(tx: Sql, journeyId: string): Promise<number> {
  const back = await tx<{ lane: number; contactId: string; id: string; step: string; visit: number }[]>`
    update enrollments e
    set state = case when step = 'trigger' then 'active' else 'waiting' end, exit_reason = null, exited_at = null,
      problem = null, due_at = stepwell_now(), wake = '[{"kind":"reconsider"}]'
    where (lane, contact_id, id) in (
      select lane, contact_id, id from enrollments where journey_id = ${journeyId} and state = 'failed'
      order by lane, contact_id, id limit ${MOST} for update)
    returning lane, contact_id as "contactId", id, step, visit`;
  if (back.length === 0) return 0;
  await tx`
    delete from visits v using enrollments e
    where e.journey_id = ${journeyId} and e.exit_reason is null and e.state in ('active', 'waiting')
      and v.lane = e.lane and v.contact_id = e.contact_id and v.enrollment_id = e.id and v.outlet = 'exit:poison'`;
  await addCounts(
    tx,
    back.map(({ lane, step }) => ({ journeyId, lane, step, measure: 'exited:poison', n: -1 })),
  );
  await tx`select pg_notify('stepwell_due', '')`;
  return back.length;
}
