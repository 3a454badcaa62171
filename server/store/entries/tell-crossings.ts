import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { Crossing } from './judge.ts';

/**
 * Leaves a note for the walker where someone may listen for the crossing: waits for a filter, and journeys whose exit
 * criteria name the segment, look again. Not done here and now: it would wait for a tick that may be waiting for us.
 */
export async function tellCrossings(tx: Sql, crossings: readonly Crossing[], now: number): Promise<void> {
  const heard = crossings.filter(({ segment }) => segment.waits).map(({ contact }) => contact);
  if (heard.length === 0) return;
  await tx`
    insert into wakes (lane, contact_id, keys, at)
    select distinct u.lane, u.id, '{filter}'::text[], to_timestamp(${now}::float8 / 1000)
    from unnest(
      ${arrayLiteral(heard.map((one) => one.lane))}::smallint[], ${arrayLiteral(heard.map((one) => one.id))}::uuid[]
    ) as u(lane, id)`;
  await tx`select pg_notify('stepwell_due', '')`;
}
