import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { noteChanges } from '#store/enrollments/note-changes.ts';

/**
 * Puts contacts on a list; those on it already, and those that are gone, are passed over.
 * @returns how many were new to it. @throws Failure NOT_FOUND when there is no such list.
 */
export async function addMembers(tx: Sql, listId: string, contactIds: readonly string[]): Promise<number> {
  const [list] = await tx`select 1 from lists where id = ${listId} for key share`;
  if (!list) throw new Failure('NOT_FOUND', { list: listId });
  const rows = await tx<{ lane: number; contactId: string }[]>`
    insert into list_members (lane, contact_id, list_id, added_at)
    select c.lane, c.id, ${listId}::uuid, stepwell_now()
    from unnest(${arrayLiteral(contactIds.map(laneOf))}::smallint[], ${arrayLiteral(contactIds)}::uuid[]) as w (lane, id)
    join contacts c on c.lane = w.lane and c.id = w.id
    order by c.lane, c.id on conflict do nothing returning lane, contact_id as "contactId"`;
  await membershipChanged(tx, rows);
  return rows.length;
}

/** Takes contacts off a list. @returns how many were on it. */
export async function removeMembers(tx: Sql, listId: string, contactIds: readonly string[]): Promise<number> {
  const rows = await tx<{ lane: number; contactId: string }[]>`
    delete from list_members m
    using unnest(${arrayLiteral(contactIds.map(laneOf))}::smallint[], ${arrayLiteral(contactIds)}::uuid[]) as w (lane, id)
    where m.list_id = ${listId} and m.lane = w.lane and m.contact_id = w.id
    returning m.lane, m.contact_id as "contactId"`;
  await membershipChanged(tx, rows);
  return rows.length;
}

/** Waits for a filter look again. */
function membershipChanged(tx: Sql, rows: readonly { lane: number; contactId: string }[]): Promise<void> {
  return noteChanges(
    tx,
    rows.map(({ lane, contactId }) => ({ lane, contactId, keys: ['filter'] })),
  );
}
