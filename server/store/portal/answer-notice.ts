import type { Sql } from '#store/database.ts';

/** An answer by staff whose notice is to be mailed. */
export interface AnswerNotice {
  lane: number;
  contactId: string;
  id: string;
  messageId: string;
  /** The sender identity whose inbox the reply lay in, else the one the message came from. */
  sender: string | null;
}

/** An answer that waits for its notice; null when it was mailed, read, taken back or has expired. */
export async function answerToNotice(sql: Sql, id: string): Promise<AnswerNotice | null> {
  const [row] = await sql<AnswerNotice[]>`
    select p.lane, p.contact_id as "contactId", p.id, p.message_id as "messageId",
      coalesce(s.name, m.sender, v.graph -> 'settings' ->> 'sender') as sender
    from portal_messages p
    join replies r on r.lane = p.lane and r.contact_id = p.contact_id and r.id = p.reply_id
    left join senders s on s.id = r.sender_id
    left join messages m on m.lane = p.lane and m.contact_id = p.contact_id and m.id = p.message_id
    left join journeys j on j.id = m.journey_id
    left join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    where p.id = ${id} and p.noticed_at is null and p.read_at is null and p.recalled_at is null
      and p.expires_at > stepwell_now()`;
  return row ?? null;
}

/** Keeps that the notice goes out now. @returns false when another run was first */
export async function noticeSent(sql: Sql, answer: AnswerNotice): Promise<boolean> {
  const done = await sql`
    update portal_messages set noticed_at = stepwell_now()
    where lane = ${answer.lane} and contact_id = ${answer.contactId} and id = ${answer.id} and noticed_at is null`;
  return done.count > 0;
}
