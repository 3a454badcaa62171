import { keyKinds, normalizeKey } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import { bytes } from '#store/bytes.ts';
import type { Database } from '#store/database.ts';
import { openValues } from './open.ts';

export interface SearchResult {
  ids: string[];
  /** `key`: an address, phone number, record number or external id, through its keyed hash. `name`: by looking. */
  by: 'key' | 'name';
  examined: number;
  /** False when the bound was reached before everyone was looked at. */
  complete: boolean;
}

const ROUND = 2000;

/**
 * Finds contacts by exact e-mail address, phone number, record number or external id, at once; else by the beginning
 * of a first or last name, by opening sealed contacts, newest first, until `limit` are found or `most` looked at.
 */
export async function searchContacts(
  { sql, seal }: { sql: Database['sql']; seal: Seal },
  term: string,
  { limit = 25, most = 50_000 }: { limit?: number; most?: number } = {},
): Promise<SearchResult> {
  const exact = await byKey(sql, seal, term, limit);
  if (exact.length > 0) return { ids: exact, by: 'key', examined: exact.length, complete: true };
  const words = term.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean);
  const result: SearchResult = { ids: [], by: 'name', examined: 0, complete: true };
  if (words.length === 0 || term.includes('@')) return result;
  let after: string | null = null;
  for (;;) {
    const rows: SealedRow[] = await sql<SealedRow[]>`
      select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
      where ${after}::uuid is null or id < ${after}::uuid order by id desc limit ${ROUND}`;
    for (const row of rows) {
      result.examined++;
      if (!isNamed(openValues(seal, row), words)) continue;
      result.ids.push(row.id);
      if (result.ids.length === limit) return { ...result, complete: false };
    }
    if (rows.length < ROUND) return result;
    if (result.examined >= most) return { ...result, complete: false };
    after = rows.at(-1)?.id ?? null;
  }
}

interface SealedRow {
  id: string;
  sealed: Uint8Array;
  wrappedKey: Uint8Array;
  keyVersion: number;
}

async function byKey(sql: Database['sql'], seal: Seal, term: string, limit: number): Promise<string[]> {
  const hashes = keyKinds.flatMap((kind) => {
    const normal = normalizeKey(kind, term);
    return normal === null ? [] : [seal.lookup(kind, normal)];
  });
  if (hashes.length === 0) return [];
  const places = keyKinds.flatMap((kind) => [kind, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${kind}:${n}`)]);
  const rows = await sql<{ id: string }[]>`
    select distinct contact_id as id from contact_keys
    where kind = any(${places}::text[]) and hash = any(${bytes(sql, hashes)}) limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Every word begins the first or the last name. */
function isNamed(values: Readonly<Record<string, unknown>>, words: readonly string[]): boolean {
  const names = [values['first_name'], values['last_name']].map((one) =>
    typeof one === 'string' ? one.normalize('NFC').toLowerCase() : '',
  );
  return words.every((word) => names.some((name) => name.startsWith(word)));
}
