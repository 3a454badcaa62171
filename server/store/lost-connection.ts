import type postgres from 'postgres';

/**
 * Makes a pool's transactions end with their connection. When that is lost the driver rejects `begin`, but it also lets the
 * work inside go on, and answers its failure with a rollback: both are written to a socket that is gone, which throws where
 * nobody can catch it, or, once it has connected again, run outside of any transaction. Here the work's next statement
 * throws, and its failure is kept from the driver, who has no transaction left to roll back.
 */
export function endingTransactions<S extends postgres.Sql>(sql: S): S {
  const begin: unknown = Reflect.get(sql, 'begin');
  if (typeof begin !== 'function') throw new TypeError('The driver has no begin.');
  Object.defineProperty(sql, 'begin', {
    value: (...given: unknown[]) => {
      const life = { over: false };
      const ended: unknown = Reflect.apply(begin, sql, within(given, life));
      return Promise.resolve(ended).finally(() => (life.over = true));
    },
  });
  return sql;
}

interface Life {
  over: boolean;
}

/** The arguments of `begin` or `savepoint`, with the work given a handle that ends with the transaction. */
function within(given: readonly unknown[], life: Life): unknown[] {
  return given.map((one) => {
    if (typeof one !== 'function') return one;
    return async (handle: object): Promise<unknown> => {
      try {
        return (await Reflect.apply(one, undefined, [living(handle, life)])) as unknown;
      } catch (error) {
        if (lost(error)) for (let ms = 0; ms < CLOSING_MS && !life.over; ms += LOOK_MS) await pause(LOOK_MS);
        if (life.over) await new Promise<never>(() => {});
        throw error;
      }
    };
  });
}

/** A socket may fail a little before it is closed, and only then does `begin` know. */
const CLOSING_MS = 1_000;
const LOOK_MS = 5;

function lost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(CONNECTION_|E[A-Z]+$|57P0|08)/.test(String(error.code));
}

function pause(ms: number): Promise<void> {
  return new Promise((next) => setTimeout(next, ms));
}

function living(handle: object, life: Life): object {
  const check = () => {
    if (life.over) throw Object.assign(new Error('The transaction is over.'), { code: 'CONNECTION_CLOSED' });
  };
  return new Proxy(handle, {
    apply(target, self, args) {
      check();
      return Reflect.apply(target as () => unknown, self, args) as unknown;
    },
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      check();
      if (key !== 'savepoint') return value;
      return (...given: unknown[]) => Reflect.apply(value, target, within(given, life)) as unknown;
    },
  });
}
