import type postgres from 'postgres';
import type { Sql } from '#store/database.ts';

/** Runs `work` in a transaction: a new one on the pool, or the caller's when `sql` already is one. */
export async function atomically<T>(sql: Sql, work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
  if (isTransaction(sql)) return work(sql);
  // The driver's type unwraps promises inside the result; ours never holds any.
  return (await sql.begin(work)) as T;
}

function isTransaction(sql: Sql): sql is postgres.TransactionSql {
  return 'savepoint' in sql;
}
