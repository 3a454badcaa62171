import type { Sql } from '#store/database.ts';

/** One try, as shown. Times are epoch milliseconds. */
export interface AttemptRow {
  n: number;
  startedAt: number;
  dotAt: number | null;
  finishedAt: number | null;
  result: string | null;
  method: string | null;
  reply: string | null;
}

/** The attempts at one message, oldest first. */
export async function attemptsOfMessage(
  sql: Sql,
  message: { lane: number; contactId: string; id: string },
): Promise<AttemptRow[]> {
  const ms = (column: string) => sql`round(date_part('epoch', ${sql(column)}) * 1000)::float8`;
  return sql<AttemptRow[]>`
    select n, ${ms('started_at')} as "startedAt", ${ms('dot_at')} as "dotAt", ${ms('finished_at')} as "finishedAt",
      result, method, reply
    from attempts where lane = ${message.lane} and contact_id = ${message.contactId} and message_id = ${message.id}
    order by n`;
}
