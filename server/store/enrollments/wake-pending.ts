import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';
import { type WakeCall, holdStill, wakeWaiting } from './wake-waiting.ts';

/**
 * Reads notes of changed contacts and wakes who waits for them. Any number of workers may do this at once; a note
 * is gone only when its wakes are committed.
 * @returns how many notes were read; fewer than `limit` means none are left that nobody else holds.
 */
export async function wakePending(sql: Sql, limit: number): Promise<number> {
  return atomically(sql, async (tx) => {
    const notes = await tx<
      {
        lane: number;
        contactId: string;
        id: number;
        keys: string[];
        at: number;
        by: string | null;
        revision: number | null;
      }[]
    >`
      delete from wakes w using (
        select lane, contact_id, id from wakes limit ${limit} for update skip locked
      ) taken
      where w.lane = taken.lane and w.contact_id = taken.contact_id and w.id = taken.id
      returning w.lane, w.contact_id as "contactId", w.id::float8 as id, w.keys, date_part('epoch', w.at) * 1000 as at,
        w.by, w.revision`;
    if (notes.length === 0) return 0;
    notes.sort((a, b) => a.id - b.id);
    await holdStill(tx, notes);
    await wakeWaiting(
      tx,
      notes.flatMap(({ lane, contactId, keys, at, by, revision }) =>
        keys.map((key): WakeCall => ({ lane, contactId, key, except: by, ...calling(key, Math.round(at), revision) })),
      ),
    );
    return notes.length;
  });
}

/** `reconsider:JOURNEY`: the contact may meet an exit criterion of that journey now, whatever it waits for. */
function calling(key: string, at: number, revision: number | null): Pick<WakeCall, 'journeyId' | 'wake'> {
  const journeyId = /^reconsider:(.+)$/.exec(key)?.[1];
  if (journeyId !== undefined) return { journeyId, wake: { kind: 'reconsider' } };
  const mark = revision !== null && key.startsWith('attribute:') ? { mark: revision } : {};
  return { journeyId: null, wake: { kind: 'event', key, at, ...mark } };
}
