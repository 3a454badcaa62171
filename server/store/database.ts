import { type PostgresJsDatabase, drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { endingTransactions } from './lost-connection.ts';
import { renewingPool } from './renewing-pool.ts';

/**
 * The pool, twice: `sql` for the engine's set statements, `orm` (Drizzle over the same pool) for everything that
 * people edit. Inside `sql.begin` or `orm.transaction` use only what it hands you.
 */
export interface Database {
  sql: postgres.Sql;
  orm: PostgresJsDatabase;
  close(): Promise<void>;
}

/** A connection or transaction for raw set statements. */
export type Sql = postgres.Sql | postgres.TransactionSql;
/** Drizzle on the pool or inside a transaction. */
export type Orm = Pick<
  PostgresJsDatabase,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'execute' | 'transaction'
>;

export function openDatabase(url: string, max = 20): Database {
  const options = { max, onnotice: () => {}, prepare: true, backoff, connect_timeout: CONNECT_SECONDS };
  const sql = renewingPool((lost) => {
    // A connection of a certain age is no loss: none is closed for that.
    const made = endingTransactions(postgres(url, { ...options, max_lifetime: null, onclose: lost }));
    // Drizzle takes values as text: it says so to the driver it is given, so each must be given to it.
    drizzle(made);
    return made;
  });
  return { sql, orm: drizzle(sql), close: () => sql.end({ timeout: 5 }) };
}

/** A try made while the database is starting may never be answered; the driver would wait for half a minute. */
const CONNECT_SECONDS = 5;

/** Seconds before the next try to connect. The driver's own goes up to twenty: a database that is back would be left alone. */
function backoff(tries: number): number {
  return Math.min(1, 0.05 * 2 ** tries) * (0.5 + Math.random() / 2);
}
