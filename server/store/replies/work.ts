import { replyWorkers } from '#core/portal/reply-workers.ts';
import { Failure } from '#core/failure.ts';
import type { ReplyState } from '#db/schema/replies.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** A reply held by the transaction that works on it. */
export interface HeldReply {
  lane: number;
  contactId: string;
  id: string;
  messageId: string;
  senderId: string | null;
  state: ReplyState;
  assignee: string | null;
}

/** @throws Failure NOT_FOUND */
export async function holdReply(tx: Sql, id: string): Promise<HeldReply> {
  const [row] = await tx<HeldReply[]>`
    select lane, contact_id as "contactId", id, message_id as "messageId", sender_id as "senderId", state, assignee
    from replies where id = ${id} for update`;
  if (!row) throw new Failure('NOT_FOUND', { reply: id });
  return row;
}

/**
 * Gives a reply to someone who may answer it, or back to the queue (null); one that was done is open again with it.
 * @throws Failure NOT_FOUND, INVALID_INPUT for someone who may not
 */
export async function assignReply(tx: Sql, id: string, assignee: string | null): Promise<HeldReply> {
  const held = await holdReply(tx, id);
  if (assignee !== null) {
    const [user] = await tx`
      select 1 from users where id = ${assignee} and disabled_at is null and role = any(${arrayLiteral(replyWorkers)}::text[])`;
    if (!user) throw new Failure('INVALID_INPUT', { assignee }, 'This person cannot answer replies.');
  }
  await setState(tx, held, assignee === null ? 'new' : 'assigned', assignee);
  return held;
}

/** Settles a reply, or opens it again; who has it stays. @throws Failure NOT_FOUND */
export async function settleReply(tx: Sql, id: string, done: boolean): Promise<HeldReply> {
  const held = await holdReply(tx, id);
  await setState(tx, held, done ? 'done' : held.assignee === null ? 'new' : 'assigned', held.assignee);
  return held;
}

/** Settles all that is open of the conversation a reply belongs to: an answer answers all of it. @returns how many */
export async function settleConversation(tx: Sql, held: HeldReply): Promise<number> {
  const { lane, contactId, messageId } = held;
  const done = await tx`
    update replies set state = 'done', since = stepwell_now()
    where lane = ${lane} and contact_id = ${contactId} and message_id = ${messageId} and state <> 'done'`;
  return done.count;
}

async function setState(tx: Sql, held: HeldReply, state: ReplyState, assignee: string | null): Promise<void> {
  const { lane, contactId, id } = held;
  await tx`
    update replies set state = ${state}, assignee = ${assignee}, since = case when state = ${state} then since else stepwell_now() end
    where lane = ${lane} and contact_id = ${contactId} and id = ${id}`;
}
