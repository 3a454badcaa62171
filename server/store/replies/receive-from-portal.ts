import type { ContactKey, Seal } from '#seal/seal.ts';
import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';
import { ingest } from '#store/events/ingest.ts';
import type { LinkedMessage } from '#store/portal/find-message.ts';
import { type ReplyContent, sealReply } from './content.ts';
import { receiveReplies } from './receive.ts';

/** What a recipient wrote in the portal. */
interface PortalReply {
  id: string;
  eventId: string;
  contact: ContactKey & { lane: number };
  message: LinkedMessage;
  content: ReplyContent;
}

/**
 * Keeps what a recipient wrote in the portal, sealed, in the inbox of the sender identity the message came from, and wakes
 * who waits for a reply. The same id again (a form sent twice, an answer that got lost) changes nothing.
 * @returns true when it is new
 */
export async function receiveFromPortal(sql: Sql, seal: Pick<Seal, 'sealFor'>, reply: PortalReply): Promise<boolean> {
  const { id, eventId, contact, message, content } = reply;
  const sealed = sealReply(seal, contact, content);
  const about = { lane: contact.lane, contactId: contact.id, messageId: message.id };
  return atomically(sql, async (tx) => {
    const senderId = await senderOf(tx, message);
    const kept = await receiveReplies(tx, [
      { ...about, id, senderId, source: 'portal', proof: 'portal', sealed, inboundId: null },
    ]);
    if (kept === 0) return false;
    const { journeyId, step, template } = message;
    await ingest(tx, [{ ...about, id: eventId, kind: 'reply', journeyId, step, template }]);
    return true;
  });
}

/** The sender identity a message came from; null when it is gone. */
async function senderOf(sql: Sql, { lane, contactId, id }: LinkedMessage): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select s.id from messages m
    left join journeys j on j.id = m.journey_id
    left join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    join senders s on s.name = coalesce(m.sender, v.graph -> 'settings' ->> 'sender')
    where m.lane = ${lane} and m.contact_id = ${contactId} and m.id = ${id}`;
  return row?.id ?? null;
}
