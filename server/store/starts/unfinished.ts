import type { Sql } from '#store/database.ts';

/** Starts that are not done: after a crash between recording one and queueing its job, the job is queued anew. */
export async function unfinishedStarts(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from starts where state in ('waiting', 'running') order by created_at`;
  return rows.map((row) => row.id);
}
