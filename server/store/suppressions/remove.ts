import type { Sql } from '#store/database.ts';

/**
 * Takes back an unsubscribe, at the recipient's own wish: one sender's, or all of marketing with every sender's. `all` is
 * never lifted this way.
 */
export async function removeCommercial(sql: Sql, hash: Uint8Array, senderId: string | null = null): Promise<void> {
  await sql`
    delete from suppressions where hash = ${hash}
      and ${senderId === null ? sql`(scope = 'commercial' or scope like 'sender:%')` : sql`scope = ${`sender:${senderId}`}`}`;
}
