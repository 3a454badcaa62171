import { Failure } from '#core/failure.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { now } from '#store/clock/now.ts';
import type { Seal } from '#seal/seal.ts';
import { confirmSharing } from '#store/contacts/confirm-sharing.ts';
import type { Sql } from '#store/database.ts';

/**
 * Puts a held message back into the queue, to be looked at afresh: the whole table again, no exception made for it. One
 * held because its address is shared goes only when the person says, of exactly those they were shown, that the sharing is
 * meant; then the others held for it go too, and later mail flows.
 * @returns the contact, and how many went; @throws Failure NOT_FOUND, NOT_HELD, SHARING_UNCONFIRMED, SHARING_CHANGED
 */
export async function releaseHeld(
  tx: Sql,
  seal: Seal,
  { id, sharedWith, actor }: { id: string; sharedWith?: readonly string[] | undefined; actor: string },
): Promise<{ contactId: string; released: number; sharing: string[] | null }> {
  const [row] = await tx<{ lane: number; contactId: string; state: string; reason: string | null }[]>`
    select lane, contact_id as "contactId", state, reason from messages where id = ${id} for update`;
  if (!row) throw new Failure('NOT_FOUND', { message: id });
  const { lane, contactId, state, reason } = row;
  if (state !== 'held') throw new Failure('NOT_HELD', { message: id });
  let members: string[] | null = null;
  if (reason === 'SHARED_ADDRESS') {
    if (!sharedWith) throw new Failure('SHARING_UNCONFIRMED', { message: id });
    members = await confirmSharing(tx, seal, { lane, contactId, sharedWith, actor, at: await now(tx) });
  }
  const done = await tx`
    update messages set state = 'queued', due_at = stepwell_now(), finished_at = null, claimed_by = null, lease_until = null
    where state = 'held' and (id = ${id} or (reason = 'SHARED_ADDRESS'
      and contact_id = any(${arrayLiteral(members ?? [])}::uuid[])))`;
  await tx`select pg_notify('stepwell_messages', '')`;
  return { contactId, released: done.count, sharing: members };
}
