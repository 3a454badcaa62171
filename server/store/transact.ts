import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Database, Orm } from './database.ts';

/** One transaction, both ways: set statements and what people edit (the audit chain too) stand or fall together. */
export interface Both {
  sql: postgres.TransactionSql;
  orm: Orm;
}

/** Runs `work` in one transaction that raw SQL and Drizzle share. Use nothing but what it hands over. */
export function transact<T>(db: Pick<Database, 'orm'>, work: (tx: Both) => Promise<T>): Promise<T> {
  return db.orm.transaction((orm) => work({ sql: clientOf(orm), orm }));
}

function clientOf(orm: unknown): postgres.TransactionSql {
  if (!(orm instanceof PostgresJsTransaction)) throw new Error('Drizzle gave no transaction of its driver.');
  const session: unknown = Reflect.get(orm, 'session');
  if (!(session instanceof PostgresJsSession)) throw new Error('Drizzle gave no session of its driver.');
  return session.client as postgres.TransactionSql;
}
