import { normalizeKey } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

/** The other contacts that have this e-mail address: patient data sent to it can be read by them too. */
export async function sharingAddress(
  sql: Sql,
  seal: Pick<Seal, 'lookup'>,
  contact: { id: string; address: string },
): Promise<string[]> {
  const normal = normalizeKey('email', contact.address);
  if (normal === null) return [];
  const places = ['email', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `email:${n}`)];
  const rows = await sql<{ id: string }[]>`
    select contact_id as id from contact_keys
    where kind = any(${places}::text[]) and hash = ${Buffer.from(seal.lookup('email', normal))} and contact_id <> ${contact.id}
    order by contact_id`;
  return rows.map((row) => row.id);
}
