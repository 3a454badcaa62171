import type { Sql } from './database.ts';

/**
 * An array of byte strings as one parameter. Not `sql.array`: on a connection's very first query the driver does not
 * know the array types yet, and sends a scalar.
 */
export function bytes(sql: Sql, values: readonly Uint8Array[]) {
  return sql`${bytesLiteral(values)}::bytea[]`;
}

/**
 * The same as text, for `${bytesLiteral(hashes)}::bytea[]`: for thousands of rows, where the driver's own serializer,
 * escaping element by element, costs more than the statement.
 */
export function bytesLiteral(values: readonly Uint8Array[]): string {
  return values.length === 0 ? '{}' : `{"\\\\x${values.map(hex).join('","\\\\x')}"}`;
}

/** As `bytesLiteral`, of what is hexadecimal already. */
export function hexLiteral(values: readonly string[]): string {
  return values.length === 0 ? '{}' : `{"\\\\x${values.join('","\\\\x')}"}`;
}

function hex(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
}
