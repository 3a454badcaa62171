import { LANES } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

/**
 * Whoever judges whether contacts came to be in a segment holds their lanes until the end of the transaction: of two who
 * judge one contact at once, the one that looked first could write last, and what is remembered would be wrong.
 */
const JUDGING = 71_801;

/** Holds these lanes, waiting for whoever has them. */
export async function holdLanes(tx: Sql, lanes: Iterable<number>): Promise<void> {
  // One order everywhere: two who want the same lanes wait for each other instead of deadlocking.
  for (const lane of [...new Set(lanes)].toSorted((a, b) => a - b))
    await tx`select pg_advisory_xact_lock(${JUDGING}, ${lane})`;
}

/** Holds up to `most` lanes that have notes and that nobody else holds; waits for nobody. */
export async function holdNoted(tx: Sql, most: number): Promise<number[]> {
  const rows = await tx<{ lane: number }[]>`
    with noted as materialized (
      select lane from generate_series(0, ${LANES - 1}) lane
      where exists (select 1 from entry_notes n where n.lane = lane.lane) order by random()
    )
    select lane from noted where pg_try_advisory_xact_lock(${JUDGING}, lane) limit ${most}`;
  return rows.map(({ lane }) => lane);
}
