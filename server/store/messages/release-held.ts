import type { Sql } from '#store/database.ts';

/**
 * Puts a held message back into the queue, to be looked at afresh: the whole table again, no exception made for it.
 * @returns false when it is not held.
 */
export async function releaseHeld(sql: Sql, id: string): Promise<boolean> {
  const done = await sql`
    update messages set state = 'queued', due_at = stepwell_now(), finished_at = null, claimed_by = null, lease_until = null
    where id = ${id} and state = 'held'`;
  if (done.count > 0) await sql`select pg_notify('stepwell_messages', '')`;
  return done.count > 0;
}
