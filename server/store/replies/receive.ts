import type { ContactKey, Seal } from '#seal/seal.ts';
import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';
import { ingest } from '#store/events/ingest.ts';
import type { LinkedMessage } from '#store/portal/find-message.ts';
import { type ReplyContent, sealReply } from './content.ts';

/**
 * Keeps what a recipient wrote in the portal, sealed, in the inbox of the sender identity the message came from, and wakes
 * who waits for a reply. The same id again (a form sent twice, an answer that got lost) changes nothing.
 * @returns true when it is new
 */
export async function receiveReply(
  sql: Sql,
  seal: Pick<Seal, 'sealFor'>,
  reply: {
    id: string;
    eventId: string;
    contact: ContactKey & { lane: number };
    message: LinkedMessage;
    content: ReplyContent;
  },
): Promise<boolean> {
  const { id, contact, message, content } = reply;
  const sealed = sealReply(seal, contact, content);
  return atomically(sql, async (tx) => {
    const kept = await tx`
      insert into replies (lane, contact_id, id, message_id, sender_id, source, proof, sealed, received_at, since)
      select ${contact.lane}, ${contact.id}, ${id}, ${message.id},
        (select s.id from messages m
          left join journey_versions v on v.journey_id = m.journey_id
            and v.version = (select live_version from journeys j where j.id = m.journey_id)
          join senders s on s.name = coalesce(m.sender, v.graph -> 'settings' ->> 'sender')
          where m.lane = ${message.lane} and m.contact_id = ${message.contactId} and m.id = ${message.id}),
        'portal', 'portal', ${sealed}, stepwell_now(), stepwell_now()
      on conflict do nothing`;
    if (kept.count === 0) return false;
    const { journeyId, step, template } = message;
    const about = { lane: contact.lane, contactId: contact.id, journeyId, step, template, messageId: message.id };
    await ingest(tx, [{ id: reply.eventId, kind: 'reply', ...about }]);
    return true;
  });
}
