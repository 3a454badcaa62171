import type { Standing } from '#core/run/state.ts';
import type { Command } from '#core/steps/step.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

/** A send step was passed. */
export interface Sending {
  standing: Standing;
  send: Extract<Command, { kind: 'send' }>;
  /** The journey's, for the dispatcher. */
  priority: number;
}

/**
 * Puts messages into the outbox, in the transaction that moves the contacts past their send steps. One per visit:
 * a second for the same visit is left out.
 * @returns how many were new.
 */
export async function queueMessages(sql: Sql, sendings: readonly Sending[], now: number): Promise<number> {
  if (sendings.length === 0) return 0;
  const column = (of: (one: Sending) => string | number | boolean | null) => arrayLiteral(sendings.map(of));
  const put = await sql`
    insert into messages (lane, contact_id, id, enrollment_id, journey_id, step, visit, template, sender, purpose, guard,
      sealed_only, portal_only, tls_exclusive, priority, due_at, queued_at)
    select u.*, t.now, t.now
    from unnest(
      ${column(({ standing }) => standing.lane)}::smallint[], ${column(({ standing }) => standing.contactId)}::uuid[],
      ${column(() => newId(now))}::uuid[], ${column(({ standing }) => standing.enrollmentId)}::uuid[],
      ${column(({ standing }) => standing.journeyId)}::uuid[], ${column(({ send }) => send.step)}::text[],
      ${column(({ send }) => send.visit)}::int[], ${column(({ send }) => send.template)}::text[],
      ${column(({ send }) => send.sender)}::text[], ${column(({ send }) => send.purpose)}::text[],
      ${column(({ send }) => (send.guard === null ? null : JSON.stringify(send.guard)))}::jsonb[],
      ${column(({ send }) => send.sealedOnly)}::boolean[], ${column(({ send }) => send.portalOnly)}::boolean[],
      ${column(({ send }) => send.tlsExclusive)}::boolean[], ${column(({ priority }) => priority)}::smallint[]
    ) as u, (select to_timestamp(${now}::float8 / 1000) as now) t
    on conflict on constraint messages_once do nothing`;
  if (put.count > 0) await sql`select pg_notify('stepwell_messages', '')`;
  return put.count;
}
