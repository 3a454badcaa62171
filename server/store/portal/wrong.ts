import { LOCKS_BEFORE_STAFF, RECIPIENT_LOCK_MINUTES, WRONG_PER_RECIPIENT } from '#core/portal/limits.ts';
import type { Sql } from '#store/database.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/** Until when nobody gets in as this recipient, epoch milliseconds; `staff`: until staff open again. */
export type Locked = number | 'staff';

/** What a row of `portal_access` (under the alias `a`) says of its lock. */
export const lockColumn = (sql: Sql) => sql`
  case when a.locked_until > stepwell_now() then
    case when a.locked_until = 'infinity' then 'staff' else round(date_part('epoch', a.locked_until) * 1000)::text end
  end as locked`;

export function readLock(locked: string | null): Locked | null {
  return locked === null ? null : locked === 'staff' ? 'staff' : Number(locked);
}

/** The recipient's lock, if any. */
export async function recipientLock(sql: Sql, contact: ContactRef): Promise<Locked | null> {
  const [row] = await sql<{ locked: string | null }[]>`
    select ${lockColumn(sql)} from portal_access a where lane = ${contact.lane} and contact_id = ${contact.id}`;
  return readLock(row?.locked ?? null);
}

/**
 * Counts a wrong code or answer of a recipient whose row the caller holds locked. The fifth locks; the third lock in a
 * day stays until staff open it. Codes that were under way are gone with it.
 */
export async function countWrong(tx: Sql, contact: ContactRef): Promise<Locked | null> {
  const [row] = await tx<{ locked: string | null }[]>`
    with counted as (
      select lane, contact_id, case when locked_until <= stepwell_now() then 0 else wrong end + 1 as wrong,
        case when locks_since > stepwell_now() - interval '1 day' then locks else 0 end as locks
      from portal_access where lane = ${contact.lane} and contact_id = ${contact.id}
    )
    update portal_access a set wrong = c.wrong,
      locked_until = case when c.wrong < ${WRONG_PER_RECIPIENT} then null
        when c.locks + 1 >= ${LOCKS_BEFORE_STAFF} then 'infinity'::timestamptz
        else stepwell_now() + ${RECIPIENT_LOCK_MINUTES} * interval '1 minute' end,
      locks = case when c.wrong < ${WRONG_PER_RECIPIENT} then c.locks else c.locks + 1 end,
      locks_since = case when c.wrong < ${WRONG_PER_RECIPIENT} or c.locks > 0 then a.locks_since else stepwell_now() end,
      code_hash = case when c.wrong < ${WRONG_PER_RECIPIENT} then a.code_hash end,
      phone_hash = case when c.wrong < ${WRONG_PER_RECIPIENT} then a.phone_hash end
    from counted c where a.lane = c.lane and a.contact_id = c.contact_id
    returning ${lockColumn(tx)}`;
  return readLock(row?.locked ?? null);
}

/** Opens a recipient's lock and forgets what was got wrong. @returns false when there was nothing to open. */
export async function unlockRecipient(sql: Sql, contact: ContactRef): Promise<boolean> {
  const done = await sql`
    update portal_access set wrong = 0, locked_until = null, locks = 0, locks_since = null
    where lane = ${contact.lane} and contact_id = ${contact.id} and (wrong > 0 or locks > 0)`;
  return done.count > 0;
}
