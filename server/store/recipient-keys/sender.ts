import type { Sql } from '#store/database.ts';

/**
 * Which sender identity writes to a contact about their keys: the one that wrote to them last, so that they know it; else
 * the first that is verified. Null when none can send.
 */
export async function keySender(sql: Sql, contact: { lane: number; id: string }): Promise<string | null> {
  const [row] = await sql<{ name: string }[]>`
    select s.name from senders s
    left join lateral (
      select m.queued_at from messages m where m.lane = ${contact.lane} and m.contact_id = ${contact.id} and m.sender = s.name
      order by m.queued_at desc limit 1) last on true
    where s.verified_at is not null
    order by last.queued_at desc nulls last, s.name limit 1`;
  return row?.name ?? null;
}
