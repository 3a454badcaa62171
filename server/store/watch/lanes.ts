import { z } from 'zod';
import { LANES } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

/** Where a check that looks at some lanes a time goes on. */
const place = z.object({ next: z.int().min(0) });

/**
 * The lanes to look at now: all of them while the table is small, ever fewer as it grows, so that one run costs about
 * as much whatever the size, and every lane still has its turn.
 * @param rows about how many one run may look at.
 */
export async function lanesNow(
  sql: Sql,
  { table, rows, memory, thorough }: { table: string; rows: number; memory: unknown; thorough: boolean },
): Promise<{ lanes: number[]; memory: { next: number } }> {
  const [size] = await sql<{ rows: number }[]>`
    select greatest(reltuples, 0)::float8 as rows from pg_class where oid = to_regclass(${table})`;
  const share = Math.floor((LANES * rows) / Math.max(1, size?.rows ?? 1));
  const count = thorough ? LANES : Math.max(1, Math.min(LANES, share));
  const read = place.safeParse(memory);
  const from = read.success ? read.data.next % LANES : 0;
  const lanes = Array.from({ length: count }, (_, i) => (from + i) % LANES);
  return { lanes, memory: { next: (from + count) % LANES } };
}
