import type { Wake } from '#core/run/state.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** Something happened to a contact that enrollments waiting for `key` must hear of. */
export interface WakeCall {
  lane: number;
  contactId: string;
  /** One of the waiting keys of core/run/state.ts, such as `click:welcome`. */
  key: string;
  /** Only enrollments of this journey; null for all. */
  journeyId: string | null;
  /** Only this enrollment; absent means all. */
  enrollmentId?: string | undefined;
  /** Not this enrollment: it made the change itself. */
  except?: string | null | undefined;
  wake: Wake;
}

/** More than this of unread wakes on one enrollment (its journey is paused, say) say nothing new. */
const UNREAD = 500;

/**
 * Holds the contacts' open enrollments still until this transaction ends. A tick that is moving one of them at this
 * moment may be about to park it on the very event that is coming in, and its new row is not visible yet: an update
 * that did not wait for it would find nobody waiting, and the event would be lost.
 */
export async function holdStill(sql: Sql, contacts: readonly { lane: number; contactId: string }[]): Promise<void> {
  await sql`
    select 1 from enrollments e
    join (
      select distinct lane, contact_id
      from unnest(${arrayLiteral(contacts.map((one) => one.lane))}::smallint[],
                  ${arrayLiteral(contacts.map((one) => one.contactId))}::uuid[]) as w(lane, contact_id)
    ) w on e.lane = w.lane and e.contact_id = w.contact_id
    where e.state in ('active', 'waiting')
    order by e.lane, e.contact_id, e.id
    for update of e`;
}

/**
 * Makes enrollments that wait for what happened due now, each with what woke it. Call `holdStill` for the contacts
 * first, in the same transaction.
 * @returns how many were woken.
 */
export async function wakeWaiting(sql: Sql, calls: readonly WakeCall[]): Promise<number> {
  if (calls.length === 0) return 0;
  const woken = await sql`
    with calls as (
      select * from unnest(
        ${arrayLiteral(calls.map((one) => one.lane))}::smallint[],
        ${arrayLiteral(calls.map((one) => one.contactId))}::uuid[],
        ${arrayLiteral(calls.map((one) => one.key))}::text[],
        ${arrayLiteral(calls.map((one) => one.journeyId))}::uuid[],
        ${arrayLiteral(calls.map((one) => one.enrollmentId ?? null))}::uuid[],
        ${arrayLiteral(calls.map((one) => one.except ?? null))}::uuid[],
        ${arrayLiteral(calls.map((one) => JSON.stringify(one.wake)))}::jsonb[]
      ) with ordinality as c(lane, contact_id, key, journey_id, enrollment_id, except_id, wake, n)
    ), heard as (
      select e.lane, e.contact_id, e.id, jsonb_agg(c.wake order by c.n) as wakes
      from calls c
      join enrollments e on e.lane = c.lane and e.contact_id = c.contact_id
      where e.state = 'waiting' and c.key = any(e.waiting_for)
        and (c.journey_id is null or c.journey_id = e.journey_id)
        and (c.enrollment_id is null or c.enrollment_id = e.id) and e.id is distinct from c.except_id
      group by e.lane, e.contact_id, e.id
    )
    update enrollments e
    set due_at = least(e.due_at, stepwell_now()), wake = coalesce(e.wake, '[]') || h.wakes
    from heard h
    where e.lane = h.lane and e.contact_id = h.contact_id and e.id = h.id
      and case jsonb_typeof(e.wake) when 'array' then jsonb_array_length(e.wake) < ${UNREAD} else true end`;
  if (woken.count > 0) await sql`select pg_notify('stepwell_due', '')`;
  return woken.count;
}
