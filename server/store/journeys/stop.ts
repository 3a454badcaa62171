import type { Sql } from '#store/database.ts';

/** The engine stops a live journey; `reason` is a failure code. Its people stay where they stand. */
export async function stopJourney(sql: Sql, journeyId: string, reason: string): Promise<void> {
  await sql`
    update journeys set state = 'paused', paused_reason = ${reason}, updated_at = now()
    where id = ${journeyId} and state = 'live'`;
  await sql`select pg_notify('stepwell_counts', ${journeyId})`;
}
