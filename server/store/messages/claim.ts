import type { ClaimRequest, ClaimedMessage } from '#engine/dispatch/world.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { LEASE_SECONDS } from './lease.ts';

/** This part of every claim is kept for priorities below the most urgent one waiting, so that they still move. */
const LOW_SHARE = 4;

/**
 * Takes up to `limit` messages that are due, by priority (1 first) and within one by age. A fourth is kept for the
 * lower priorities that have any, in equal parts, however long the backlog before them is. Skips what others hold,
 * journeys that are paused, and domains that have enough waiting. Looks at few more rows than it takes, whatever the
 * backlog (limits are numbers, or the planner would take the claim for a large part of it).
 */
export async function claimMessages(
  sql: Sql,
  worker: string,
  { limit, busy }: ClaimRequest,
): Promise<ClaimedMessage[]> {
  if (limit <= 0) return [];
  const low = Math.floor(limit / LOW_SHARE);
  const ready = sql`m.state in ('queued', 'deferred') and m.due_at <= stepwell_now()
      and (m.destination is null or m.destination <> all(${bytes(sql, busy)}))
      and not exists (select 1 from journeys j where j.id = m.journey_id and j.state = 'paused')`;
  return sql<ClaimedMessage[]>`
    with urgent as materialized (
      select m.priority from messages m where ${ready} order by m.priority, m.due_at limit 1
    ), chosen as materialized (
      select c.* from urgent u cross join generate_series(u.priority + 1, 9) p(priority)
      cross join lateral (
        select m.lane, m.contact_id, m.id, row_number() over (order by m.due_at) as turn from (
          select * from messages m where m.priority = p.priority and ${ready} order by m.due_at limit ${low}
        ) m
      ) c
      order by c.turn, p.priority limit ${low}
    ), lower as materialized (
      select m.lane, m.contact_id, m.id from chosen c
      join messages m on m.lane = c.lane and m.contact_id = c.contact_id and m.id = c.id
      where ${ready} for update of m skip locked
    ), first as materialized (
      select m.lane, m.contact_id, m.id from messages m where ${ready}
        and not exists (select 1 from lower l where l.id = m.id)
      order by m.priority, m.due_at limit ${limit} for update of m skip locked
    ), taken as (
      select * from lower union all (select * from first limit ${limit} - (select count(*) from lower))
    )
    update messages m set state = 'claimed', claimed_by = ${worker}, attempts = m.attempts + 1,
      lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    from taken t where m.lane = t.lane and m.contact_id = t.contact_id and m.id = t.id
    returning m.lane, m.contact_id as "contactId", m.id, m.enrollment_id as "enrollmentId",
      m.journey_id as "journeyId", m.step, m.visit, m.template, m.sender, m.purpose, m.guard,
      m.sealed_only as "sealedOnly", m.portal_only as "portalOnly", m.tls_exclusive as "tlsExclusive",
      m.resend_of as "resendOf",
      m.attempts as attempt, round(date_part('epoch', coalesce((select min(a.started_at) from attempts a
        where a.lane = m.lane and a.contact_id = m.contact_id and a.message_id = m.id), stepwell_now())) * 1000)::float8
        as "firstAt"`;
}
