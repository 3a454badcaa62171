import type { Fault } from '#engine/world.ts';
import type { Sql } from '#store/database.ts';

/** The engine stops a live journey; `reason` is a failure code, `fault` where the trouble is. Its people stay where they stand. */
export async function stopJourney(sql: Sql, journeyId: string, reason: string, fault: Fault | null): Promise<void> {
  await sql`
    update journeys set state = 'paused', paused_reason = ${reason},
      paused_fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb, paused_at = stepwell_now(), updated_at = now()
    where id = ${journeyId} and state = 'live'`;
  await sql`select pg_notify('stepwell_counts', ${journeyId})`;
}
