import type { Sql } from '#store/database.ts';

/** Takes back an unsubscribe, at the recipient's own wish. `all` is never lifted this way. */
export async function removeCommercial(sql: Sql, hash: Uint8Array): Promise<void> {
  await sql`delete from suppressions where hash = ${hash} and scope = 'commercial'`;
}
