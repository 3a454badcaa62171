import type { MessageState } from '#db/schema/messages.ts';
import type { Sql } from '#store/database.ts';

/** How many messages stand where, for what people watch: under way, and needing someone. Indexed; the sent are not counted. */
export async function countByState(sql: Sql): Promise<Partial<Record<MessageState, number>>> {
  const rows = await sql<{ state: MessageState; n: number }[]>`
    select state, count(*)::int as n from messages where state in ('held', 'in_doubt', 'failed') group by state
    union all select state, count(*)::int from messages where state in ('queued', 'deferred') group by state
    union all select state, count(*)::int from messages where state in ('claimed', 'sealed', 'dot') group by state`;
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}
