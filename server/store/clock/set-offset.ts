import type { Sql } from '#store/database.ts';

/**
 * Puts the demo clock `ms` away from the database clock; negative is the past. For a seed that lives through some
 * weeks before anyone looks, and for tests: with contacts under way, time must not be turned back.
 */
export async function setClockOffset(sql: Sql, ms: number): Promise<void> {
  await sql`update demo_clock set offset_ms = ${Math.trunc(ms)}::bigint where one = 1`;
}
