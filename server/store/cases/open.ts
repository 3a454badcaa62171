import type { Standing } from '#core/run/state.ts';
import type { OpenCase } from '#core/steps/step.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { appendAudit } from '#store/audit/append.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';
import { ormWithin } from '#store/orm-within.ts';
import { appendCaseLog } from './log.ts';

/** A step found its email undelivered. */
export interface Opening {
  standing: Standing;
  command: OpenCase;
}

/**
 * Opens cases in the transaction that moves the contacts: one per message, so asking again opens none. The entry in the
 * audit log stands or falls with them. What the server said is read here, if the walk did not need to know it.
 */
export async function openCases(tx: Sql, openings: readonly Opening[], now: number): Promise<void> {
  if (openings.length === 0) return;
  const column = (of: (one: Opening) => string | number | null) => arrayLiteral(openings.map(of));
  const opened = await tx<{ lane: number; contactId: string; id: string; messageId: string; cause: string }[]>`
    insert into cases (lane, contact_id, id, message_id, enrollment_id, journey_id, step, send, cause, code, queue, note,
      due_at, opened_at, since)
    select w.lane, w.contact_id, w.id, w.message_id, w.enrollment_id, w.journey_id, w.step, w.send, w.cause,
      coalesce(w.code, (select e.name from events e where e.lane = w.lane and e.contact_id = w.contact_id
        and e.message_id = w.message_id and e.kind = 'bounce' and e.name is not null order by e.id desc limit 1)),
      w.queue, w.note, to_timestamp(w.due_at / 1000), t.now, t.now
    from unnest(
      ${column(({ standing }) => standing.lane)}::smallint[], ${column(({ standing }) => standing.contactId)}::uuid[],
      ${column(() => newId(now))}::uuid[], ${column(({ command }) => command.message)}::uuid[],
      ${column(({ standing }) => standing.enrollmentId)}::uuid[], ${column(({ standing }) => standing.journeyId)}::uuid[],
      ${column(({ command }) => command.step)}::text[], ${column(({ command }) => command.send)}::text[],
      ${column(({ command }) => command.cause)}::text[], ${column(({ command }) => command.code)}::text[],
      ${column(({ command }) => command.queue)}::text[], ${column(({ command }) => command.note)}::text[],
      ${column(({ command }) => command.dueAt)}::float8[]
    ) as w(lane, contact_id, id, message_id, enrollment_id, journey_id, step, send, cause, code, queue, note, due_at),
      (select to_timestamp(${now}::float8 / 1000) as now) t
    on conflict (lane, contact_id, message_id) do nothing
    returning lane, contact_id as "contactId", id, message_id as "messageId", cause`;
  if (opened.length === 0) return;
  await appendCaseLog(
    tx,
    opened.map((one) => ({ ...one, actor: 'system', action: 'open', detail: one.cause })),
  );
  const details = {
    opened: opened.map(({ id, contactId, messageId, cause }) => ({ id, contactId, messageId, cause })),
  };
  await appendAudit(ormWithin(tx), { actor: 'system', action: 'case.open', subject: 'cases', details });
}
