import { TRIGGER } from '#core/graph/model.ts';
import { type Candidates, type ContactRef, membersOf } from '#store/audience/candidates.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';

export interface Chunk {
  examined: number;
  enrolled: number;
  /** The last contact looked at; null when there was nobody left. */
  last: ContactRef | null;
}

/**
 * Enrolls the next `limit` contacts of a list, of a set or of everyone within the database: no contact leaves it. For
 * audiences that ask nothing sealed, and journeys entered once in a lifetime. Counted in the same statement; give it the
 * transaction that records how far the start has come. Whether a contact is in the journey is looked up one by one, as the
 * limit demands: a join would read all enrollments for each chunk, more with every one.
 */
export async function enrollChunk(
  tx: Sql,
  journeyId: string,
  audience: Candidates,
  after: ContactRef | null,
  limit: number,
): Promise<Chunk> {
  const at = await now(tx);
  const [chunk] = await tx<{ examined: number; enrolled: number; lane: number | null; id: string | null }[]>`
    with next as materialized (${membersOf(tx, audience, after, limit)}), put as (
      insert into enrollments (lane, contact_id, id, journey_id, due_at, entered_at, entered_step_at)
      select n.lane, n.id, stepwell_uuid(${at}::bigint), ${journeyId}::uuid, t.at, t.at, t.at
      from next n cross join (select to_timestamp(${at}::float8 / 1000) as at) t
      left join lateral (
        select true as inside from enrollments e
        where e.lane = n.lane and e.contact_id = n.id and e.journey_id = ${journeyId}::uuid limit 1
      ) e on true
      where e.inside is null
      order by n.lane, n.id
      on conflict (lane, contact_id, journey_id, entry_key) do nothing
      returning lane
    ), counted as (
      insert into step_counts (journey_id, lane, step, measure, n)
      select ${journeyId}::uuid, lane, ${TRIGGER}, 'entered', count(*) from put group by lane order by lane
      on conflict (journey_id, lane, step, measure) do update set n = step_counts.n + excluded.n
    )
    select (select count(*) from next)::int as examined, (select count(*) from put)::int as enrolled, l.lane, l.id
    from (select 1) one left join (select lane, id from next order by lane desc, id desc limit 1) l on true`;
  if (!chunk) throw new Error('A chunk answered nothing.');
  const { examined, enrolled, lane, id } = chunk;
  if (enrolled > 0) {
    await tx`select pg_notify('stepwell_due', '')`;
    await tx`select pg_notify('stepwell_counts', ${journeyId})`;
  }
  return { examined, enrolled, last: lane === null || id === null ? null : { lane, id } };
}
