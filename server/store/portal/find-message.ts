import type { Sql } from '#store/database.ts';

/** The message behind a link's token. */
export interface LinkedMessage {
  lane: number;
  contactId: string;
  id: string;
  journeyId: string;
  step: string;
  template: string;
  templateVersionId: string | null;
  sender: string | null;
  /** Epoch milliseconds of the receiving server's 250; null before it. */
  acceptedAt: number | null;
}

/** Finds a message by lane and id, as tokens carry them; null when it, or its contact, is gone. */
export async function findMessage(sql: Sql, lane: number, id: string): Promise<LinkedMessage | null> {
  const [row] = await sql<LinkedMessage[]>`
    select lane, contact_id as "contactId", id, journey_id as "journeyId", step, template, sender,
      template_version_id as "templateVersionId",
      case when state in ('sent', 'bounced') then round(date_part('epoch', finished_at) * 1000)::float8 end as "acceptedAt"
    from messages where lane = ${lane} and id = ${id}`;
  return row ?? null;
}
