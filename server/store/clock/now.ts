import type { Sql } from '#store/database.ts';

/** Database time plus the demo offset, epoch milliseconds. Inside a transaction it does not move. */
export async function now(sql: Sql): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`select date_part('epoch', stepwell_now()) * 1000 as ms`;
  return Math.floor(row!.ms);
}
