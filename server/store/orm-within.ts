import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Orm, Sql } from '#store/database.ts';

/**
 * Drizzle inside a transaction that was begun on the raw driver, so that an audit entry stands or falls with set
 * statements. Its own `transaction` makes a savepoint there.
 */
export function ormWithin(tx: Sql): Orm {
  if (!('savepoint' in tx)) throw new Error('Not inside a transaction.');
  const client = new Proxy(tx, {
    get(target, name) {
      // Drizzle sets its parsers here; the pool underneath has them already.
      if (name === 'options') return { parsers: {}, serializers: {} };
      return Reflect.get(target, name === 'begin' ? 'savepoint' : name);
    },
  });
  return drizzle(client as unknown as postgres.Sql);
}
