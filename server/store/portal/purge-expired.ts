import type { Sql } from '#store/database.ts';

/** Destroys the content of messages whose time is over; the row stays, so that the link can say so. */
export async function purgeExpired(sql: Sql): Promise<number> {
  const done = await sql`
    update portal_messages set sealed = ''::bytea where expires_at <= stepwell_now() and length(sealed) > 0`;
  return done.count;
}
