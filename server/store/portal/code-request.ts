import type { Sql } from '#store/database.ts';

/** Who asked for a code, through which message's link. */
export interface CodeRequest {
  lane: number;
  contactId: string;
  /** The sender identity the message came from, or would have. */
  sender: string | null;
  /** Asked for within the last minutes. */
  fresh: boolean;
}

/** The request for a code behind a message's link; null when the message or the request is gone. */
export async function codeRequest(sql: Sql, lane: number, messageId: string): Promise<CodeRequest | null> {
  const [row] = await sql<CodeRequest[]>`
    select m.lane, m.contact_id as "contactId",
      coalesce(m.sender, v.graph -> 'settings' ->> 'sender') as sender,
      coalesce(a.requested_at > stepwell_now() - interval '5 minutes', false) as fresh
    from messages m
    join portal_access a on a.lane = m.lane and a.contact_id = m.contact_id
    left join journeys j on j.id = m.journey_id
    left join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    where m.lane = ${lane} and m.id = ${messageId}`;
  return row ?? null;
}
