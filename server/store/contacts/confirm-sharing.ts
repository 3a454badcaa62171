import { normalizeKey } from '#core/contact/normalize.ts';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { type SealedContact, openValues } from './open.ts';
import { emailPlaces } from './sharing.ts';

/**
 * Writes down that the contacts who have this contact's address are meant to share it. It holds for exactly this address
 * and these contacts; the database ends it when anyone joins or leaves.
 * @param sharedWith the others, as the person was shown them
 * @returns all of them, in order. @throws Failure NOT_FOUND, SHARING_CHANGED when they are not those any more
 */
export async function confirmSharing(
  tx: Sql,
  seal: Seal,
  given: { lane: number; contactId: string; sharedWith: readonly string[]; actor: string; at: number },
): Promise<string[]> {
  const { lane, contactId, sharedWith, actor, at } = given;
  const [row] = await tx<SealedContact[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
    where lane = ${lane} and id = ${contactId}`;
  if (!row) throw new Failure('NOT_FOUND', { contact: contactId });
  const address = normalizeKey('email', openValues(seal, row)['email']);
  if (address === null) throw new Failure('SHARING_CHANGED', { contact: contactId });
  const hash = Buffer.from(seal.lookup('email', address));
  // Nobody leaves until this is written; who joins meanwhile makes the group another, for which it does not hold.
  const rows = await tx<{ id: string }[]>`
    select contact_id as id from contact_keys where kind = any(${arrayLiteral(emailPlaces)}::text[]) and hash = ${hash}
    order by contact_id for update`;
  const members = rows.map((one) => one.id);
  const seen = [...new Set([...sharedWith, contactId])].sort();
  if (members.length < 2 || members.join() !== seen.join())
    throw new Failure('SHARING_CHANGED', { contact: contactId });
  await tx`
    insert into address_shares (hash, members, confirmed_by, confirmed_at)
    values (${hash}, ${arrayLiteral(members)}::uuid[], ${actor}, to_timestamp(${at}::float8 / 1000))
    on conflict (hash) do update set members = excluded.members, confirmed_by = excluded.confirmed_by,
      confirmed_at = excluded.confirmed_at`;
  return members;
}
