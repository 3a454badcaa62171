import { IN_DOUBT_DAYS, type DoubtVerdict, decidableFrom } from '#core/cases/in-doubt.ts';
import { Failure } from '#core/failure.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { holdStill } from '#store/enrollments/wake-waiting.ts';
import { ingestEvents } from '#store/events/ingest.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { newId } from '#store/new-id.ts';
import { resolveMessages } from './resolve.ts';

interface Row {
  lane: number;
  contactId: string;
  id: string;
  journeyId: string;
  step: string;
  template: string;
  state: string;
  attempt: number;
  since: number;
  resent: boolean;
}

/**
 * A person's word on a message in doubt, once what settles it by itself has had its time. `not-arrived` is a final
 * non-delivery like any other. `resend` puts the same message, with the same Message-ID, back into the outbox: once.
 * @throws Failure NOT_FOUND, DOUBT_OVER when it is settled by now, DOUBT_TOO_EARLY, DOUBT_RESENT
 */
export async function decideDoubt(
  tx: Sql,
  { id, verdict, actor }: { id: string; verdict: DoubtVerdict; actor: string },
): Promise<{ contactId: string }> {
  const row = await hold(tx, id);
  const at = await now(tx);
  if (row.state !== 'in_doubt') throw new Failure('DOUBT_OVER', { message: id, state: row.state });
  if (decidableFrom(row.since) > at) throw new Failure('DOUBT_TOO_EARLY', { message: id, days: IN_DOUBT_DAYS });
  if (verdict === 'resend') await requeue(tx, row, actor);
  else {
    const [to, reason] =
      verdict === 'arrived' ? (['sent', 'CONFIRMED'] as const) : (['failed', 'NOT_ARRIVED'] as const);
    await resolveMessages(tx, [{ ...row, messageId: id, to, reasons: { in_doubt: reason }, by: actor, because: {} }]);
    // As the dispatcher tells it: journeys that wait for it, and figures, hear of it in the same way.
    const kind = verdict === 'arrived' ? ('delivered' as const) : ('bounce' as const);
    const { lane, contactId, journeyId, step, template } = row;
    const event = { lane, contactId, journeyId, step, template, messageId: id, kind, dedupe: `${kind}:${id}` };
    await ingestEvents(tx, [{ ...event, id: newId(at), at }]);
  }
  return { contactId: row.contactId };
}

async function hold(tx: Sql, id: string): Promise<Row> {
  const [whose] = await tx<{ lane: number; contactId: string }[]>`
    select lane, contact_id as "contactId" from messages where id = ${id}`;
  if (!whose) throw new Failure('NOT_FOUND', { message: id });
  await holdStill(tx, [whose]);
  const [row] = await tx<Row[]>`
    select lane, contact_id as "contactId", id, journey_id as "journeyId", step, template, state, attempts as attempt,
      doubt_resent as resent, round(date_part('epoch', coalesce(finished_at, queued_at)) * 1000)::float8 as since
    from messages where lane = ${whose.lane} and contact_id = ${whose.contactId} and id = ${id} for update`;
  if (!row) throw new Failure('NOT_FOUND', { message: id });
  return row;
}

async function requeue(tx: Sql, row: Row, actor: string): Promise<void> {
  const { lane, contactId, id, attempt } = row;
  if (row.resent) throw new Failure('DOUBT_RESENT', { message: id });
  await tx`
    update messages set state = 'queued', doubt_resent = true, claimed_by = null, lease_until = null, finished_at = null,
      due_at = stepwell_now() where lane = ${lane} and contact_id = ${contactId} and id = ${id}`;
  const record = { kind: 'resolution', before: 'in_doubt', result: 'queued', reason: 'RESENT', by: actor, because: {} };
  await appendEvidence(tx, [{ lane, contactId, messageId: id, attempt, record }]);
  await tx`select pg_notify('stepwell_messages', '')`;
}
