/**
 * True for one known fault of the driver (postgres 3.4.9): a write it put off for an instant comes when the connection has
 * just closed, and throws where nobody can catch it. What was to be written belongs to a query that is rejected anyway.
 */
export function isDriverFault(error: unknown): boolean {
  if (!(error instanceof TypeError) || !error.message.includes("null (reading 'write')")) return false;
  return /nextWrite .*postgres.src.connection\.js/.test(error.stack ?? '');
}
