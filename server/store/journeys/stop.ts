import type { Fault } from '#engine/world.ts';
import type { Standing } from '#core/run/state.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { raiseAlerts } from '#store/watch/alerts.ts';
import { stopped } from '#store/watch/checks/people.ts';

/**
 * The engine stops a live journey; `reason` is a failure code, `fault` where the trouble is. Its people stay where they
 * stand, and an alert says so. The `offenders` are marked, so that the journey, once resumed, goes on without them.
 */
export async function stopJourney(
  sql: Sql,
  journeyId: string,
  reason: string,
  { fault, offenders }: { fault: Fault | null; offenders: readonly Standing[] },
): Promise<void> {
  await sql`
    update journeys set state = 'paused', paused_reason = ${reason},
      paused_fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb, paused_at = stepwell_now(), updated_at = now()
    where id = ${journeyId} and state = 'live'`;
  if (offenders.length > 0)
    await sql`
      update enrollments e set problem = ${reason}
      from unnest(
        ${arrayLiteral(offenders.map((one) => one.lane))}::smallint[],
        ${arrayLiteral(offenders.map((one) => one.contactId))}::uuid[],
        ${arrayLiteral(offenders.map((one) => one.enrollmentId))}::uuid[]
      ) as w(lane, contact_id, id)
      where e.lane = w.lane and e.contact_id = w.contact_id and e.id = w.id`;
  await raiseAlerts(sql, [stopped(journeyId, reason)]);
  await sql`select pg_notify('stepwell_counts', ${journeyId})`;
}
