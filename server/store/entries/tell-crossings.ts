import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { Crossing } from './judge.ts';

/**
 * Leaves a note for the walker where someone may wait for the crossing, or may have to leave by it: waits for a filter
 * look again, and journeys whose exit criteria name the segment do. Not done here and now: it would wait for a tick
 * that may be waiting for us.
 */
export async function tellCrossings(tx: Sql, crossings: readonly Crossing[], now: number): Promise<void> {
  const calls = crossings.flatMap(({ segment, contact }) => {
    const keys = segment.exits.map((journeyId) => `reconsider:${journeyId}`);
    if (segment.waits) keys.push('filter');
    return keys.length === 0 ? [] : [{ ...contact, keys }];
  });
  if (calls.length === 0) return;
  await tx`
    insert into wakes (lane, contact_id, keys, at)
    select u.lane, u.id, string_to_array(u.keys, ' '), to_timestamp(${now}::float8 / 1000)
    from unnest(
      ${arrayLiteral(calls.map((one) => one.lane))}::smallint[], ${arrayLiteral(calls.map((one) => one.id))}::uuid[],
      ${arrayLiteral(calls.map((one) => one.keys.join(' ')))}::text[]
    ) as u(lane, id, keys)`;
  await tx`select pg_notify('stepwell_due', '')`;
}
