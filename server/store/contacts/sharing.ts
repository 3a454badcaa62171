import { normalizeKey } from '#core/contact/normalize.ts';
import type { Seal } from '#seal/seal.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';

/** Where an address can stand in `contact_keys`: whoever has it first as `email`, the next as `email:2`, and so on. */
export const emailPlaces = ['email', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `email:${n}`)];

/** Those who share an address with a contact. */
export interface Sharing {
  /** The other contacts, by id, in order. */
  others: string[];
  /** A person said that exactly these are meant to share it. */
  confirmed: boolean;
}

/**
 * Which of these contacts share their e-mail address with another: patient data sent to it can be read by them too. One query
 * for all. Contacts who share with nobody are absent.
 */
export async function sharingAddresses(
  sql: Sql,
  seal: Pick<Seal, 'lookup'>,
  contacts: readonly { id: string; address: AttributeValue | undefined }[],
): Promise<Map<string, Sharing>> {
  const hashes = new Map<string, Buffer>();
  for (const { id, address } of contacts) {
    const normal = normalizeKey('email', address);
    if (normal !== null) hashes.set(id, Buffer.from(seal.lookup('email', normal)));
  }
  const found = new Map<string, Sharing>();
  if (hashes.size === 0) return found;
  const groups = await sql<{ hash: string; members: string[]; confirmed: boolean }[]>`
    select encode(k.hash, 'hex') as hash, k.members, coalesce(s.members = k.members, false) as confirmed
    from (
      select hash, array_agg(contact_id order by contact_id) as members from contact_keys
      where kind = any(${arrayLiteral(emailPlaces)}::text[]) and hash = any(${bytes(sql, [...new Set(hashes.values())])})
      group by hash having count(*) > 1
    ) k left join address_shares s on s.hash = k.hash`;
  const byHash = new Map(groups.map((one) => [one.hash, one]));
  for (const [id, hash] of hashes) {
    const group = byHash.get(hash.toString('hex'));
    if (group) found.set(id, { others: group.members.filter((one) => one !== id), confirmed: group.confirmed });
  }
  return found;
}
