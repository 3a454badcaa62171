import { Failure } from '#core/failure.ts';
import type { Sql } from '#store/database.ts';

/**
 * Moves the demo clock forward by `ms` and wakes the walker. The caller has made sure that this is a demo or test
 * installation.
 * @returns the new time, epoch milliseconds.
 * @throws Failure INVALID_INPUT for anything but a whole number of milliseconds, zero or more: due times that were
 * already met must not come again.
 */
export async function advanceClock(sql: Sql, ms: number): Promise<number> {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new Failure('INVALID_INPUT', { field: 'ms' });
  await sql`update demo_clock set offset_ms = offset_ms + ${ms}::bigint where one = 1`;
  const [row] = await sql<{ ms: number }[]>`
    select floor(extract(epoch from stepwell_now()) * 1000)::float8 as ms, pg_notify('stepwell_due', '')`;
  return row!.ms;
}
