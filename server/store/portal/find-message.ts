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
  /**
   * Since when the recipient can have it, epoch milliseconds: the receiving server's 250, or being put into the
   * portal; for one in doubt, when its final dot went out. Null before.
   */
  acceptedAt: number | null;
}

/** Finds a message by lane and id, as tokens carry them; null when it, or its contact, is gone. */
export async function findMessage(sql: Sql, lane: number, id: string): Promise<LinkedMessage | null> {
  const [row] = await sql<LinkedMessage[]>`
    select m.lane, m.contact_id as "contactId", m.id, m.journey_id as "journeyId", m.step, m.template,
      m.template_version_id as "templateVersionId",
      round(date_part('epoch', least(
        case when m.state in ('sent', 'bounced') then m.finished_at end,
        (select min(p.created_at) from portal_messages p
          where p.lane = m.lane and p.contact_id = m.contact_id and p.message_id = m.id),
        case when m.state = 'in_doubt' then (select max(a.dot_at) from attempts a
          where a.lane = m.lane and a.contact_id = m.contact_id and a.message_id = m.id) end
      )) * 1000)::float8 as "acceptedAt"
    from messages m where m.lane = ${lane} and m.id = ${id}`;
  return row ?? null;
}
