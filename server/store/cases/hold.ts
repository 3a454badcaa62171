import { type CaseAction, type CaseState, nextCaseState, refusalWords } from '#core/cases/machine.ts';
import { Failure } from '#core/failure.ts';
import type { Sql } from '#store/database.ts';
import { holdStill } from '#store/enrollments/wake-waiting.ts';

/** A case whose row, messages and contact's enrollments stay as they are until this transaction ends. */
export interface HeldCase {
  lane: number;
  contactId: string;
  id: string;
  messageId: string;
  resendId: string | null;
  journeyId: string;
  step: string;
  state: CaseState;
  assignee: string | null;
  /** State of the first message. */
  message: string;
}

/**
 * Holds a case still for a person's step: of two clicks at once the second sees what the first did.
 * @throws Failure NOT_FOUND
 */
export async function holdCase(tx: Sql, id: string): Promise<HeldCase> {
  const [at] = await tx<{ lane: number; contactId: string; messageId: string }[]>`
    select lane, contact_id as "contactId", message_id as "messageId" from cases where id = ${id}`;
  if (!at) throw new Failure('NOT_FOUND', { case: id });
  const { lane, contactId, messageId } = at;
  await holdStill(tx, [at]);
  const messages = await tx<{ id: string; state: string }[]>`
    select id, state from messages where lane = ${lane} and contact_id = ${contactId}
      and (id = ${messageId} or resend_of = ${messageId}) order by id for update`;
  const [held] = await tx<Omit<HeldCase, 'message'>[]>`
    select lane, contact_id as "contactId", id, message_id as "messageId", resend_id as "resendId",
      journey_id as "journeyId", step, state, assignee
    from cases where lane = ${lane} and contact_id = ${contactId} and id = ${id} for update`;
  if (!held) throw new Failure('NOT_FOUND', { case: id });
  return { ...held, message: messages.find((one) => one.id === messageId)?.state ?? 'failed' };
}

/** The state a person's step leads to. @throws Failure CASE_STEP_REFUSED, saying what to do instead. */
export function stepOn({ id, state }: HeldCase, action: CaseAction): CaseState {
  const next = nextCaseState(state, action);
  if (next) return next;
  throw new Failure('CASE_STEP_REFUSED', { case: id, state, action }, refusalWords(state, action));
}

const MOVING = new Set(['queued', 'claimed', 'sealed', 'dot', 'deferred', 'in_doubt']);

/** @throws Failure CASE_STEP_REFUSED while the first message, released by someone, is on its way after all. */
export function refuseWhileMoving({ id, state, message }: HeldCase): void {
  if (!MOVING.has(message)) return;
  throw new Failure(
    'CASE_STEP_REFUSED',
    { case: id, state },
    'The first message was released and is on its way; wait for what becomes of it.',
  );
}

/** Takes what is still held out of staff's hands: released after this, it would reach the contact a second time. */
export async function retireHeld(tx: Sql, { lane, contactId, messageId }: HeldCase): Promise<number> {
  const done = await tx`
    update messages set state = 'failed', reason = 'REPLACED'
    where lane = ${lane} and contact_id = ${contactId} and (id = ${messageId} or resend_of = ${messageId}) and state = 'held'`;
  return done.count;
}
