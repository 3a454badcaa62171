import type { Sql } from './database.ts';

const BYTEA = 17;

/** An array of byte strings as one parameter. Without the stated type the driver sends the first element's. */
export function bytes(sql: Sql, values: readonly Uint8Array[]) {
  return sql.array([...values], BYTEA);
}
