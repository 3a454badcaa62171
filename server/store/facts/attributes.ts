import { phi } from '#core/phi.ts';
import type { Seal } from '#seal/seal.ts';
import { type ContactValues, openValues } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';
import type { Building, Who } from './building.ts';

/**
 * Opens the contacts and takes out the attributes named, each closed again in `Phi`.
 * @returns the contacts that are gone, or that could not be opened and were told to `onUnreadable`.
 */
export async function readAttributes(
  sql: Sql,
  seal: Seal,
  who: Who,
  keys: ReadonlySet<string>,
  found: ReadonlyMap<string, Building>,
  onUnreadable: ((contactId: string) => void) | undefined,
): Promise<Set<string>> {
  const rows = await sql<{ id: string; sealed: Uint8Array; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select c.id, c.sealed, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from ${who} join contacts c on c.lane = w.lane and c.id = w.id`;
  const gone = new Set(found.keys());
  for (const row of rows) {
    let values: ContactValues;
    try {
      values = openValues(seal, row);
    } catch (error) {
      if (!onUnreadable) throw error;
      onUnreadable(row.id);
      continue;
    }
    gone.delete(row.id);
    const into = found.get(row.id)!.attributes;
    for (const key of keys) if (values[key] !== undefined) into[key] = phi(values[key]);
  }
  return gone;
}
