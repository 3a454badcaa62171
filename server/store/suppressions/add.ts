import type { Sql } from '#store/database.ts';

export type SuppressionScope = 'all' | 'commercial';

/**
 * Stops mail to an address: `all` for a hard bounce or complaint, `commercial` for an unsubscribe. The next claim
 * sees it. Asking again changes nothing.
 * @param hash see `suppressionHash`
 */
export async function addSuppression(
  sql: Sql,
  hash: Uint8Array,
  scope: SuppressionScope,
  reason: string,
): Promise<void> {
  await sql`
    insert into suppressions (hash, scope, reason, at) values (${hash}, ${scope}, ${reason}, stepwell_now())
    on conflict (hash, scope) do nothing`;
}
