import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

export interface Change {
  lane: number;
  contactId: string;
  /** Waiting keys that may now be answered, such as `attribute:next_visit` or `filter`. */
  keys: readonly string[];
  /** The enrollment whose own step made the change; it is not told of it. */
  by?: string | null | undefined;
}

/**
 * Notes, in the transaction that changes them, that contacts changed; the walker then wakes who waits for it. Not
 * done here and now: it would wait for a running tick, which may itself be noting a change of a contact we hold.
 */
export async function noteChanges(sql: Sql, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const noted = await sql`
    insert into wakes (lane, contact_id, keys, at, by, revision)
    select u.lane, u.contact_id, string_to_array(u.keys, E'\x1f'), t.now, u.by, (
      select c.revision - 1 from contacts c where c.lane = u.lane and c.id = u.contact_id and u.keys like 'attribute:%')
    from unnest(
      ${arrayLiteral(changes.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(changes.map((one) => one.contactId))}::uuid[],
      ${arrayLiteral(changes.map((one) => one.keys.join('\u001f')))}::text[],
      ${arrayLiteral(changes.map((one) => one.by ?? null))}::uuid[]
    ) as u(lane, contact_id, keys, by), (select stepwell_now() as now) t
    where exists (select 1 from journey_versions where awaits_changes)`;
  if (noted.count > 0) await sql`select pg_notify('stepwell_due', '')`;
}
