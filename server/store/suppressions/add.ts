import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';

/** `sender:ID`: one sender identity's marketing. */
export type SuppressionScope = 'all' | 'commercial' | `sender:${string}`;

/**
 * Stops mail to an address: `all` for a hard bounce or complaint, `commercial` or one sender's for an unsubscribe. The
 * next claim sees it. Asking again changes nothing.
 * @param hash see `suppressionHash`
 */
export async function addSuppression(
  sql: Sql,
  hash: Uint8Array,
  scope: SuppressionScope,
  reason: string,
): Promise<void> {
  await addSuppressions(sql, [{ hash, scope, reason }]);
}

/** As `addSuppression`, several at once. */
export async function addSuppressions(
  sql: Sql,
  added: readonly { hash: Uint8Array; scope: SuppressionScope; reason: string }[],
): Promise<void> {
  if (added.length === 0) return;
  await sql`
    insert into suppressions (hash, scope, reason, at)
    select w.hash, w.scope, w.reason, stepwell_now()
    from unnest(${bytes(
      sql,
      added.map((one) => one.hash),
    )}, ${arrayLiteral(added.map((one) => one.scope))}::text[],
      ${arrayLiteral(added.map((one) => one.reason))}::text[]) as w(hash, scope, reason)
    order by w.hash, w.scope
    on conflict (hash, scope) do nothing`;
}
