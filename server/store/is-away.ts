/**
 * True when a database error means that it is away or going (connection, shutdown, too many connections), so that the
 * same write may work later; false when it was refused.
 */
export function isAway(error: unknown): boolean {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    const code = 'code' in one ? String(one.code) : '';
    if (/^(08|57P|53300|CONNECTION_|CONNECT_|E[A-Z]+$)/.test(code)) return true;
  }
  return false;
}
