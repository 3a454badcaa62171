import { CODES_PER_HOUR, RESEND_SECONDS } from '#core/portal/limits.ts';
import type { Sql } from '#store/database.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/**
 * Asks for a code to be mailed. The code itself is made by the job that mails it, so that it exists nowhere else.
 * @param byItself the page asked as it was opened, nobody pressed anything: at most once an hour, so that a machine that
 *   opens every link uses up nobody's codes
 * @returns `locked` after too many wrong codes, `too-soon` within half a minute, `too-many` in an hour.
 */
export async function requestCode(
  sql: Sql,
  contact: ContactRef,
  { byItself = false }: { byItself?: boolean } = {},
): Promise<'asked' | 'locked' | 'too-soon' | 'too-many'> {
  await sql`insert into portal_access (lane, contact_id) values (${contact.lane}, ${contact.id}) on conflict do nothing`;
  const [asked] = await sql`
    update portal_access set requested_at = stepwell_now(),
      asked_itself_at = case when ${byItself} then stepwell_now() else asked_itself_at end,
      requested = case when requested_since > stepwell_now() - interval '1 hour' then requested + 1 else 1 end,
      requested_since = case when requested_since > stepwell_now() - interval '1 hour' then requested_since else stepwell_now() end
    where lane = ${contact.lane} and contact_id = ${contact.id}
      and (locked_until is null or locked_until <= stepwell_now())
      and (requested_at is null or requested_at <= stepwell_now() - ${RESEND_SECONDS} * interval '1 second')
      and (not ${byItself} or asked_itself_at is null or asked_itself_at <= stepwell_now() - interval '1 hour')
      and (requested < ${CODES_PER_HOUR} or requested_since is null or requested_since <= stepwell_now() - interval '1 hour')
    returning 1`;
  if (asked) return 'asked';
  const [row] = await sql<{ locked: boolean; many: boolean }[]>`
    select coalesce(locked_until > stepwell_now(), false) as locked,
      requested >= ${CODES_PER_HOUR} and requested_since > stepwell_now() - interval '1 hour' as many
    from portal_access where lane = ${contact.lane} and contact_id = ${contact.id}`;
  return row?.locked ? 'locked' : row?.many ? 'too-many' : 'too-soon';
}

/** Keeps the hash of the code about to be mailed; the one before stops working. Wrong attempts are not forgotten. */
export async function storeCode(sql: Sql, contact: ContactRef, hash: Uint8Array, minutes: number): Promise<void> {
  await sql`
    update portal_access set code_hash = ${hash}, code_expires_at = stepwell_now() + ${minutes} * interval '1 minute'
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
}

/** Keeps the hash of a code that staff read out by phone; one before it stops working. Not while the recipient is locked. */
export async function storePhoneCode(
  sql: Sql,
  contact: ContactRef,
  hash: Uint8Array,
  minutes: number,
): Promise<boolean> {
  await sql`insert into portal_access (lane, contact_id) values (${contact.lane}, ${contact.id}) on conflict do nothing`;
  const done = await sql`
    update portal_access set phone_hash = ${hash}, phone_expires_at = stepwell_now() + ${minutes} * interval '1 minute'
    where lane = ${contact.lane} and contact_id = ${contact.id} and (locked_until is null or locked_until <= stepwell_now())`;
  return done.count > 0;
}
