import { type PhiClass, highestClass, phiClasses } from '#core/phi.ts';
import type { Sql } from '#store/database.ts';

/** How an answer in a conversation is to be guarded, and in whose name it is. */
export interface ThreadGuard {
  phi: PhiClass;
  mailboxTrusted: boolean;
  /** The sender identity's display name. */
  from: string | null;
}

/**
 * The class of a conversation: the highest of the message it began with and of what lies in the portal of it, and never
 * below P2, because what a patient writes is about a patient. Where nothing is known of the message, P3.
 */
export async function guardOfThread(
  sql: Sql,
  reply: { lane: number; contactId: string; messageId: string; senderId: string | null },
): Promise<ThreadGuard> {
  const { lane, contactId, messageId, senderId } = reply;
  const [row] = await sql<{ message: string | null; portal: string[]; trusted: boolean; from: string | null }[]>`
    select (select phi from messages where lane = ${lane} and contact_id = ${contactId} and id = ${messageId}) as message,
      coalesce(array_agg(distinct p.phi) filter (where p.phi is not null), '{}') as portal,
      coalesce(bool_and(p.mailbox_trusted), true) as trusted,
      (select from_name from senders where id = ${senderId}) as from
    from portal_messages p where p.lane = ${lane} and p.contact_id = ${contactId} and p.message_id = ${messageId}`;
  const classes = [row?.message ?? 'P3', ...(row?.portal ?? []), 'P2'].map(
    (given) => phiClasses.find((one) => one === given) ?? 'P3',
  );
  return { phi: highestClass(classes), mailboxTrusted: row?.trusted ?? true, from: row?.from ?? null };
}
