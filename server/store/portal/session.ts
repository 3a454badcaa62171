import type { Shown } from '#core/portal/proof.ts';
import { IDLE_MINUTES, SESSION_HOURS } from '#core/portal/limits.ts';
import type { Sql } from '#store/database.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/**
 * What was proved in this contact's open session; null when there is none. Moves its idle limit on, unless it is only
 * looked at; it ends after some hours regardless.
 */
export async function readSession(
  sql: Sql,
  contact: ContactRef,
  hash: Uint8Array,
  { touch }: { touch: boolean },
): Promise<Shown | null> {
  const open = sql`lane = ${contact.lane} and contact_id = ${contact.id} and hash = ${hash}
    and expires_at > stepwell_now() and started_at > stepwell_now() - ${SESSION_HOURS} * interval '1 hour'`;
  const [row] = touch
    ? await sql<Shown[]>`
        update portal_sessions set expires_at = stepwell_now() + ${IDLE_MINUTES} * interval '1 minute'
        where ${open} returning code, second, staff`
    : await sql<Shown[]>`select code, second, staff from portal_sessions where ${open}`;
  return row ?? null;
}

/**
 * Opens a session with what was just proved, and what the one before it in the same browser had shown; that one ends, so
 * that a secret seen before a proof is worth nothing after it.
 */
export async function openSession(
  sql: Sql,
  contact: ContactRef,
  { hash, before }: { hash: Uint8Array; before: Uint8Array | null },
  proved: Partial<Shown>,
): Promise<void> {
  const old = before ? await readSession(sql, contact, before, { touch: false }) : null;
  if (before) await endSession(sql, contact, before);
  await sql`
    insert into portal_sessions (lane, contact_id, hash, started_at, expires_at, code, second, staff)
    values (${contact.lane}, ${contact.id}, ${hash}, stepwell_now(), stepwell_now() + ${IDLE_MINUTES} * interval '1 minute',
      ${Boolean(proved.code || old?.code)}, ${Boolean(proved.second || old?.second)}, ${Boolean(proved.staff || old?.staff)})`;
}

/** Ends one session at once. */
export async function endSession(sql: Sql, contact: ContactRef, hash: Uint8Array): Promise<void> {
  await sql`delete from portal_sessions where lane = ${contact.lane} and contact_id = ${contact.id} and hash = ${hash}`;
}
