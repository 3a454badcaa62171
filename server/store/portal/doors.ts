import { ADDRESS_LOCK_MINUTES, CODES_PER_HOUR, RESEND_SECONDS } from '#core/portal/limits.ts';
import type { Sql } from '#store/database.ts';

/** A network address, or an e-mail address somebody typed; by keyed hash. */
export interface Door {
  kind: 'network' | 'address';
  hash: Uint8Array;
}

/** Until when nothing is taken through this door, epoch milliseconds; null when it is open. */
export async function doorLock(sql: Sql, { kind, hash }: Door): Promise<number | null> {
  const [row] = await sql<{ until: number }[]>`
    select round(date_part('epoch', locked_until) * 1000)::float8 as until from portal_doors
    where kind = ${kind} and hash = ${hash} and locked_until > stepwell_now()`;
  return row?.until ?? null;
}

/**
 * Counts a wrong code or answer that came through this door within the hour; with the last of `most` it is locked.
 * @returns until when, epoch milliseconds, or null
 */
export async function countAtDoor(
  sql: Sql,
  { kind, hash }: Door,
  { id, most, lockMinutes = ADDRESS_LOCK_MINUTES }: { id: string; most: number; lockMinutes?: number },
): Promise<number | null> {
  const [row] = await sql<{ until: number | null }[]>`
    insert into portal_doors as d (kind, hash, id, wrong, wrong_since, seen_at)
    values (${kind}, ${hash}, ${id}, 1, stepwell_now(), stepwell_now())
    on conflict (kind, hash) do update set seen_at = stepwell_now(),
      wrong = case when d.wrong_since > stepwell_now() - interval '1 hour' and not coalesce(d.locked_until <= stepwell_now(), false)
        then d.wrong + 1 else 1 end,
      wrong_since = case when d.wrong_since > stepwell_now() - interval '1 hour' and not coalesce(d.locked_until <= stepwell_now(), false)
        then d.wrong_since else stepwell_now() end,
      locked_until = case when d.wrong_since > stepwell_now() - interval '1 hour'
        and not coalesce(d.locked_until <= stepwell_now(), false) and d.wrong + 1 >= ${most}
        then stepwell_now() + ${lockMinutes} * interval '1 minute' end
    returning round(date_part('epoch', locked_until) * 1000)::float8 as until`;
  return row?.until ?? null;
}

/**
 * Somebody asks to be let in by an e-mail address. Counted alike whether anyone here has it, and the look-up is left to
 * the job, so that neither the answer nor its time tells.
 * @returns the door's id for the job; null when it was asked for too often or too soon
 */
export async function knock(sql: Sql, hash: Uint8Array, id: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    insert into portal_doors as d (kind, hash, id, requested, requested_since, requested_at, seen_at)
    values ('address', ${hash}, ${id}, 1, stepwell_now(), stepwell_now(), stepwell_now())
    on conflict (kind, hash) do update set requested_at = stepwell_now(), seen_at = stepwell_now(),
      requested = case when d.requested_since > stepwell_now() - interval '1 hour' then d.requested + 1 else 1 end,
      requested_since = case when d.requested_since > stepwell_now() - interval '1 hour' then d.requested_since else stepwell_now() end
    where (d.requested_at is null or d.requested_at <= stepwell_now() - ${RESEND_SECONDS} * interval '1 second')
      and (d.requested < ${CODES_PER_HOUR} or d.requested_since is null or d.requested_since <= stepwell_now() - interval '1 hour')
    returning d.id`;
  return row?.id ?? null;
}

/** Who may be let in: an account behind the door's address, and the newest message to come in by. */
export interface Admitted {
  lane: number;
  contactId: string;
  messageId: string;
}

const KINDS = ['email', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `email:${n}`)];

/** The account behind an address: someone with messages here who asked for one, or was given a code by phone. */
export async function accountOf(sql: Sql, hash: Uint8Array): Promise<Admitted | null> {
  const [row] = await sql<Admitted[]>`
    select k.lane, k.contact_id as "contactId", p.message_id as "messageId"
    from contact_keys k
    join portal_access a on a.lane = k.lane and a.contact_id = k.contact_id
      and (a.account_at is not null or a.phone_expires_at > stepwell_now())
    join lateral (select message_id from portal_messages p where p.lane = k.lane and p.contact_id = k.contact_id
      order by created_at desc, id desc limit 1) p on true
    where k.kind = any(${KINDS}::text[]) and k.hash = ${hash}
    order by a.phone_expires_at desc nulls last, a.account_at limit 1`;
  return row ?? null;
}

/** The keyed hash of a door's address, for the job that was given only its id. */
export async function addressOfDoor(sql: Sql, id: string): Promise<Uint8Array | null> {
  const [row] = await sql<{ hash: Uint8Array }[]>`select hash from portal_doors where id = ${id} and kind = 'address'`;
  return row?.hash ?? null;
}
