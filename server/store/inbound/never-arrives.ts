import { SOFT_LIMIT, neverArrives } from '#core/inbound/decide-bounce.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** Which of these contacts nothing has reached for so long that their address is given up. See core/inbound. */
export async function neverReached(
  sql: Sql,
  contacts: readonly { lane: number; contactId: string }[],
): Promise<Set<string>> {
  if (contacts.length === 0) return new Set();
  const rows = await sql<{ contactId: string; cameBack: boolean; at: number }[]>`
    select w.contact_id as "contactId", last.came_back as "cameBack",
      round(date_part('epoch', last.finished_at) * 1000)::float8 as at
    from (
      select distinct lane, contact_id from unnest(
        ${arrayLiteral(contacts.map((one) => one.lane))}::smallint[],
        ${arrayLiteral(contacts.map((one) => one.contactId))}::uuid[]) as u(lane, contact_id)
    ) w
    cross join lateral (
      select m.finished_at, m.id, m.state <> 'sent' and exists (
        select 1 from events e
        where e.lane = m.lane and e.contact_id = m.contact_id and e.message_id = m.id and e.kind = 'bounce') as came_back
      from messages m
      where m.lane = w.lane and m.contact_id = w.contact_id and m.state in ('sent', 'bounced', 'failed')
        and m.finished_at is not null
      order by m.finished_at desc, m.id desc limit ${SOFT_LIMIT}
    ) last
    order by w.contact_id, last.finished_at desc, last.id desc`;
  const byContact = Map.groupBy(rows, (row) => row.contactId);
  return new Set([...byContact].flatMap(([id, last]) => (neverArrives(last) ? [id] : [])));
}
