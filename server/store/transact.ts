import type postgres from 'postgres';
import type { Database, Orm } from '#store/database.ts';
import { ormWithin } from '#store/orm-within.ts';

/** One transaction, both ways: set statements and what people edit (the audit chain too) stand or fall together. */
export interface Both {
  sql: postgres.TransactionSql;
  orm: Orm;
}

/** Runs `work` in one transaction that raw SQL and Drizzle share. Use nothing but what it hands over. */
export async function transact<T>(db: Pick<Database, 'sql'>, work: (tx: Both) => Promise<T>): Promise<T> {
  // The driver's type unwraps promises inside the result; ours never holds any.
  return (await db.sql.begin((sql) => work({ sql, orm: ormWithin(sql) }))) as T;
}
