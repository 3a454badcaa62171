import type { Sql } from '#store/database.ts';

/** Stops a start after the batch under way; who was enrolled stays. False when it was over already. */
export async function cancelStart(sql: Sql, id: string): Promise<boolean> {
  const done = await sql`
    update starts set state = 'cancelled', finished_at = stepwell_now()
    where id = ${id} and state in ('waiting', 'running')`;
  return done.count > 0;
}
