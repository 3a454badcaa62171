import { nonDelivery } from '#core/cases/causes.ts';
import { type CaseEvent, type CaseState, nextCaseState } from '#core/cases/machine.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { appendCaseLog } from './log.ts';
import { moveCases } from './move.ts';

/** How a message ended, or rests. */
export interface MessageEnd {
  lane: number;
  contactId: string;
  id: string;
  state: string;
  reason: string | null;
  method: string | null;
}

interface Row {
  lane: number;
  contactId: string;
  id: string;
  journeyId: string;
  step: string;
  state: CaseState;
  /** Index into the ends given, from 1. */
  n: number;
  resend: boolean;
}

/**
 * Tells the cases of these messages what became of them, in the transaction that wrote it: a resend was delivered or came
 * back, a held first message went after all. Order of locks, here as everywhere: enrollments, messages, evidence, cases.
 */
export async function settleCases(tx: Sql, ends: readonly MessageEnd[]): Promise<void> {
  if (ends.length === 0) return;
  const rows = await tx<Row[]>`
    select c.lane, c.contact_id as "contactId", c.id, c.journey_id as "journeyId", c.step, c.state, w.n::int as n,
      coalesce(c.resend_id = w.id, false) as resend
    from unnest(
      ${arrayLiteral(ends.map((one) => one.lane))}::smallint[], ${arrayLiteral(ends.map((one) => one.contactId))}::uuid[],
      ${arrayLiteral(ends.map((one) => one.id))}::uuid[]
    ) with ordinality as w(lane, contact_id, id, n)
    join cases c on c.lane = w.lane and c.contact_id = w.contact_id and (c.message_id = w.id or c.resend_id = w.id)
    where c.state <> 'closed'
    order by c.lane, c.contact_id, c.id for update of c`;
  const told = rows.flatMap((row) => {
    const end = ends[row.n - 1]!;
    const event = eventOf(end, row.resend);
    const state = event && nextCaseState(row.state, event);
    return event && state ? [{ ...row, end, event, state, outcome: null }] : [];
  });
  if (told.length === 0) return;
  await moveCases(tx, told, await now(tx));
  await appendCaseLog(
    tx,
    told.map((one) => ({ ...one, actor: 'system', action: one.event, detail: nonDelivery(one.end)?.cause ?? null })),
  );
}

/** Null when nothing is final yet: under way, in doubt, or held for what a person can put right. */
function eventOf(end: MessageEnd, resend: boolean): CaseEvent | null {
  if (end.state === 'sent') return resend ? 'resend-delivered' : 'original-delivered';
  if (!resend) return null;
  // A rule that says no to a resend has failed it too: the contact has still not got it.
  if (end.state === 'refused') return 'resend-failed';
  const failed = nonDelivery(end);
  return failed && !failed.waits ? 'resend-failed' : null;
}
