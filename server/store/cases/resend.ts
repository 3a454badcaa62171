import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import { openValues, type SealedContact } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { type HeldCase, holdCase, refuseWhileMoving, retireHeld, stepOn } from './hold.ts';
import { appendCaseLog } from './log.ts';
import { moveCases } from './move.ts';

/**
 * Queues the one resend, linked to the first message. The outbox itself allows no second: two clicks at once, a crash and a
 * try again all come to one. The address was just confirmed by a person, so a suppression that only says "it bounced"
 * is lifted for it; a complaint never is.
 * @throws Failure NOT_FOUND, CASE_STEP_REFUSED
 */
export async function resendMessage(
  tx: Sql,
  { seal }: { seal: Seal },
  { id, actor }: { id: string; actor: string },
): Promise<HeldCase & { resendId: string; lifted: boolean }> {
  const held = await holdCase(tx, id);
  const state = stepOn(held, 'resend');
  refuseWhileMoving(held);
  const { lane, contactId, messageId } = held;
  const lifted = await liftBounce(tx, seal, held);
  await retireHeld(tx, held);
  const at = await now(tx);
  const resendId = newId(at);
  const put = await tx`
    insert into messages (lane, contact_id, id, enrollment_id, journey_id, step, visit, template, sender, purpose,
      sealed_only, portal_only, tls_exclusive, priority, resend_of, due_at, queued_at)
    select lane, contact_id, ${resendId}, enrollment_id, journey_id, step, visit, template, sender, purpose,
      sealed_only, portal_only, tls_exclusive, priority, id, stepwell_now(), stepwell_now()
    from messages where lane = ${lane} and contact_id = ${contactId} and id = ${messageId} and resend_of is null
    on conflict do nothing`;
  if (put.count !== 1)
    throw new Failure('CASE_STEP_REFUSED', { case: id, state: held.state }, 'There is one resend, and it was made.');
  await tx`
    update cases set resend_id = ${resendId} where lane = ${lane} and contact_id = ${contactId} and id = ${id}`;
  await moveCases(tx, [{ ...held, state, outcome: null }], at);
  await appendCaseLog(tx, [{ lane, contactId, id, actor, action: 'resend' }]);
  await tx`select pg_notify('stepwell_messages', '')`;
  return { ...held, resendId, lifted };
}

async function liftBounce(tx: Sql, seal: Seal, { lane, contactId }: HeldCase): Promise<boolean> {
  const [contact] = await tx<SealedContact[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
    where lane = ${lane} and id = ${contactId}`;
  if (!contact) throw new Failure('NOT_FOUND', { contact: contactId });
  const hash = suppressionHash(seal, openValues(seal, contact)['email']);
  if (!hash) return false;
  const done = await tx`
    delete from suppressions where hash = ${Buffer.from(hash)} and scope = 'all' and reason = 'hard-bounce'`;
  return done.count > 0;
}
