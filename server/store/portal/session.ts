import type { Sql } from '#store/database.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/** True when this is the contact's open session; moves its idle limit on. It ends after `longestHours` regardless. */
export async function touchSession(
  sql: Sql,
  contact: ContactRef,
  hash: Uint8Array,
  { idleMinutes, longestHours }: { idleMinutes: number; longestHours: number },
): Promise<boolean> {
  const [row] = await sql`
    update portal_access set session_expires_at = stepwell_now() + ${idleMinutes} * interval '1 minute'
    where lane = ${contact.lane} and contact_id = ${contact.id} and session_hash = ${hash}
      and session_expires_at > stepwell_now()
      and session_started_at > stepwell_now() - ${longestHours} * interval '1 hour'
    returning 1`;
  return row !== undefined;
}

/** Ends the contact's session at once. */
export async function endSession(sql: Sql, contact: ContactRef): Promise<void> {
  await sql`
    update portal_access set session_hash = null, session_expires_at = null
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
}
