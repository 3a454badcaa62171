import type { Sql } from '#store/database.ts';

/** Names of the journeys a go-to may lead into now. */
export async function openJourneys(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ name: string }[]>`
    select name from journeys where state in ('live', 'paused') and live_version is not null`;
  return new Set(rows.map((row) => row.name));
}
