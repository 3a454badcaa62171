import type { Sql } from '#store/database.ts';
import { noteChanges } from '#store/enrollments/note-changes.ts';

/**
 * Tells the walk, in the transaction that writes them, which attributes of which contacts changed: waits for an
 * attribute hear of it, waits relative to a date are worked out anew, waits for a filter look again.
 */
export async function attributesChanged(
  sql: Sql,
  contacts: readonly { lane: number; contactId: string; keys: readonly string[]; by?: string | null }[],
): Promise<void> {
  await noteChanges(
    sql,
    contacts.map(({ lane, contactId, keys, by }) => ({
      lane,
      contactId,
      by,
      // The filter last: it also looks at the clock, which must not end a wait for the very change that came.
      keys: [...keys.map((key) => `attribute:${key}`), 'filter'],
    })),
  );
}
