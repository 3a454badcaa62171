import type { ReplyProof, ReplySource } from '#db/schema/replies.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';

/** A reply as it goes into its inbox. */
export interface NewReply {
  lane: number;
  contactId: string;
  id: string;
  messageId: string;
  senderId: string | null;
  source: ReplySource;
  proof: ReplyProof;
  /** See db/schema/replies.ts. */
  sealed: Uint8Array;
  inboundId: string | null;
}

/** Puts replies into the inboxes of their sender identities; one read twice is there once. */
export async function receiveReplies(tx: Sql, replies: readonly NewReply[]): Promise<void> {
  if (replies.length === 0) return;
  const column = (of: (one: NewReply) => string | number | null) => arrayLiteral(replies.map(of));
  await tx`
    insert into replies (lane, contact_id, id, message_id, sender_id, source, proof, sealed, inbound_id, received_at, since)
    select w.lane, w.contact_id, w.id, w.message_id, w.sender_id, w.source, w.proof, w.sealed, w.inbound_id,
      stepwell_now(), stepwell_now()
    from unnest(
      ${column((one) => one.lane)}::smallint[], ${column((one) => one.contactId)}::uuid[],
      ${column((one) => one.id)}::uuid[], ${column((one) => one.messageId)}::uuid[],
      ${column((one) => one.senderId)}::uuid[], ${column((one) => one.source)}::text[],
      ${column((one) => one.proof)}::text[], ${bytes(
        tx,
        replies.map((one) => one.sealed),
      )}, ${column((one) => one.inboundId)}::uuid[]
    ) as w(lane, contact_id, id, message_id, sender_id, source, proof, sealed, inbound_id)
    join contacts c on c.lane = w.lane and c.id = w.contact_id
    on conflict do nothing`;
}
