import { arrayLiteral } from '#store/array-literal.ts';
import { type MessageEnd, settleCases } from '#store/cases/settle.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { type WakeCall, wakeWaiting } from '#store/enrollments/wake-waiting.ts';
import { appendEvidence } from '#store/evidence/append.ts';

/** What settles a message of which nothing was heard, or of which something else was heard later. */
export interface Resolution {
  lane: number;
  contactId: string;
  messageId: string;
  to: 'sent' | 'bounced' | 'failed';
  /** By state it is in now: the reason it then has. A state that is not named is left alone. */
  reasons: Partial<Record<'in_doubt' | 'sent', string>>;
  /** `system`, or who decided, as in the audit log. */
  by: string;
  /** What showed it: an event's kind and id; RFC 3463 code of a bounce. */
  because: { event?: string; kind?: string; code?: string | null };
}

/** A message that a resolution changed. */
export interface Resolved extends MessageEnd {
  attempt: number;
  journeyId: string;
  step: string;
  before: 'in_doubt' | 'sent';
}

/**
 * Settles messages, with evidence, and tells their cases and whoever waits for the outcome. The caller holds the contacts'
 * enrollments (`holdStill`). When it was accepted stays as it was known: watches count from there.
 * @returns those that changed
 */
export async function resolveMessages(tx: Sql, given: readonly Resolution[]): Promise<Resolved[]> {
  if (given.length === 0) return [];
  const column = (of: (one: Resolution) => string | number | null | undefined) =>
    arrayLiteral(given.map((one) => of(one) ?? null));
  const rows = await tx<(Resolved & { n: number })[]>`
    with told as (
      select distinct on (w.lane, w.contact_id, w.id) w.* from unnest(
        ${column((one) => one.lane)}::smallint[], ${column((one) => one.contactId)}::uuid[],
        ${column((one) => one.messageId)}::uuid[], ${column((one) => one.to)}::text[],
        ${column((one) => one.reasons.in_doubt)}::text[], ${column((one) => one.reasons.sent)}::text[]
      ) with ordinality as w(lane, contact_id, id, state, from_doubt, from_sent, n)
      order by w.lane, w.contact_id, w.id, w.n
    ), held as (
      select m.lane, m.contact_id, m.id, m.state as before from messages m
      join told w on m.lane = w.lane and m.contact_id = w.contact_id and m.id = w.id
      where (m.state = 'in_doubt' and w.from_doubt is not null) or (m.state = 'sent' and w.from_sent is not null)
      order by m.lane, m.contact_id, m.id for update of m
    )
    update messages m set state = w.state, claimed_by = null, lease_until = null,
      reason = case h.before when 'in_doubt' then w.from_doubt else w.from_sent end
    from told w join held h on h.lane = w.lane and h.contact_id = w.contact_id and h.id = w.id
    where m.lane = w.lane and m.contact_id = w.contact_id and m.id = w.id
    returning m.lane, m.contact_id as "contactId", m.id, m.state, m.reason, m.method, m.attempts as attempt,
      m.journey_id as "journeyId", m.step, h.before, w.n::int as n`;
  if (rows.length === 0) return [];
  await appendEvidence(
    tx,
    rows.map(({ lane, contactId, id, attempt, n, before, state, reason }) => ({
      lane,
      contactId,
      messageId: id,
      attempt,
      record: {
        kind: 'resolution',
        before,
        result: state,
        reason,
        by: given[n - 1]!.by,
        because: given[n - 1]!.because,
      },
    })),
  );
  await settleCases(tx, rows);
  const at = await now(tx);
  await wakeWaiting(
    tx,
    rows.map((row) => outcomeCall(row, at)),
  );
  return rows;
}

/** For whoever watches what becomes of an email of this step, and learns it by no event. */
export function outcomeCall(
  { lane, contactId, journeyId, step }: { lane: number; contactId: string; journeyId: string; step: string },
  at: number,
): WakeCall {
  const key = `outcome:${step}`;
  return { lane, contactId, journeyId, key, wake: { kind: 'event', key, at } };
}
