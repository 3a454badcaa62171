import type { Sql } from '#store/database.ts';
import type { SuppressionScope } from './add.ts';

/** The scopes in which an address is suppressed; empty when it may be mailed. */
export async function findSuppressions(sql: Sql, hash: Uint8Array): Promise<Set<SuppressionScope>> {
  const rows = await sql<{ scope: SuppressionScope }[]>`select scope from suppressions where hash = ${hash}`;
  return new Set(rows.map((row) => row.scope));
}
