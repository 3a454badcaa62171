import type { Sql } from '#store/database.ts';

/** Records the first reading. @returns false when it was read before, or may no longer be read. */
export async function markRead(sql: Sql, contact: { lane: number; id: string }, id: string): Promise<boolean> {
  const done = await sql`
    update portal_messages set read_at = stepwell_now()
    where lane = ${contact.lane} and contact_id = ${contact.id} and id = ${id}
      and read_at is null and recalled_at is null and expires_at > stepwell_now()`;
  return done.count > 0;
}
