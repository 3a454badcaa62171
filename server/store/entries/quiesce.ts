import type { Sql } from '#store/database.ts';

const PAUSE_MS = 20;

/**
 * Waits until every transaction that writes and was under way is over. One that looked for watches before they were
 * committed left no note of what it changes; once it is over, its changes are seen by whoever looks at the contact.
 * @returns false when `deadline` (milliseconds of `performance.now`) came first.
 */
export async function quiesce(sql: Sql, deadline: number): Promise<boolean> {
  const [row] = await sql<{ fence: string }[]>`select pg_snapshot_xmax(pg_current_snapshot())::text as fence`;
  for (;;) {
    const [now] = await sql<{ past: boolean }[]>`
      select pg_snapshot_xmin(pg_current_snapshot()) >= ${row!.fence}::xid8 as past`;
    if (now!.past) return true;
    if (performance.now() >= deadline) return false;
    await new Promise((next) => setTimeout(next, PAUSE_MS));
  }
}
