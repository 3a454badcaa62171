import type { Sql } from '#store/database.ts';

/**
 * Database time plus the demo offset, epoch milliseconds. Inside a transaction it does not move.
 * Worked out in decimal: in binary a whole millisecond can come out a little less, and be cut down to the one before.
 */
export async function now(sql: Sql): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`select floor(extract(epoch from stepwell_now()) * 1000)::float8 as ms`;
  return row!.ms;
}
