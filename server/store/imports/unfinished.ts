import type { Sql } from '#store/database.ts';

/**
 * Imports that a killed process left waiting or running; the caller queues their job again. An import that another
 * process is still working on is not harmed: the second one finds its progress moved and stops.
 */
export async function unfinishedImports(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from imports where state in ('waiting', 'running') order by created_at`;
  return rows.map((row) => row.id);
}
