import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { holdNoted } from './lane-locks.ts';

/** Something that may let a contact into a journey; see db/schema/entry-notes.ts. */
export interface EntryNote {
  lane: number;
  contactId: string;
  id: number;
  kind: 'created' | 'changed' | 'list' | 'set' | 'left' | 'event' | 'form';
  /** The name of the list, set or form; null when it is gone, or the kind has none. */
  subject: string | null;
  /** Epoch milliseconds. */
  at: number;
}

/** Lanes settled at once: a quarter, so that several workers find something to do. */
const LANES_AT_ONCE = 16;

/**
 * Takes notes out of the table, at most about `limit`, of lanes nobody else is settling. They are gone when the
 * transaction is committed, and back when it is not.
 */
export async function takeNotes(tx: Sql, limit: number): Promise<EntryNote[]> {
  const lanes = await holdNoted(tx, LANES_AT_ONCE);
  if (lanes.length === 0) return [];
  // Another statement than the one that took the locks: it has to see what whoever held them before committed.
  return tx<EntryNote[]>`
    with taken as (
      delete from entry_notes n using (
        select lane, contact_id, id from entry_notes where lane = any(${arrayLiteral(lanes)}::smallint[])
        order by lane, contact_id, id limit ${limit}
      ) t
      where n.lane = t.lane and n.contact_id = t.contact_id and n.id = t.id
      returning n.*
    )
    select t.lane, t.contact_id as "contactId", t.id::float8 as id, t.kind, date_part('epoch', t.at) * 1000 as at,
      case t.kind when 'list' then l.name when 'set' then s.name when 'form' then f.name end as subject
    from taken t
    left join lists l on t.kind = 'list' and l.id = t.subject
    left join segments s on t.kind = 'set' and s.id = t.subject
    left join forms f on t.kind = 'form' and f.id = t.subject
    order by t.id`;
}
