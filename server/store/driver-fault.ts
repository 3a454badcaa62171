/**
 * True for the two known faults of the driver (postgres 3.4.9) that nobody can catch when a connection is lost: a write it put
 * off for an instant throws, because there is nothing left to write to; and its own question about array types, which it asks
 * on every new connection, is rejected without anyone waiting for it. Whatever either was for is rejected as well.
 */
export function isDriverFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TypeError && error.message.includes("null (reading 'write')"))
    return /nextWrite .*postgres.src.connection\.js/.test(error.stack ?? '');
  const { code, query } = error as { code?: unknown; query?: unknown };
  return LOST.test(String(code)) && typeof query === 'string' && query.includes('from pg_catalog.pg_type a');
}

const LOST = /^(CONNECT|ECONN|EPIPE|57P0|08)/;
