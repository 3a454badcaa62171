import type { Sql } from '#store/database.ts';

/** Two-part advisory lock of a journey under way. */
const WALKING = 7230722;

/** Says, until this transaction ends, that people of the journey are being walked by the version that is newest now. */
export async function shareWalk(sql: Sql, journeyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${WALKING}, hashtext(${journeyId}))`;
}

/**
 * Waits until every transaction that walks the journey is over. Those that begin meanwhile wait for this one: call it in a
 * transaction of its own, which holds nothing else that a walk may want.
 */
export async function drainWalk(sql: Sql, journeyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${WALKING}, hashtext(${journeyId}))`;
}
