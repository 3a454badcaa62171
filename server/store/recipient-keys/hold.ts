import { Failure } from '#core/failure.ts';
import type { HeldKey } from '#core/keys/life.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import { type SealedContact, openValues } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';

/** A contact whose keys are about to change, their row locked until the transaction ends. */
export interface KeyOwner extends ContactKey {
  lane: number;
  /** Null when the contact has none. */
  email: string | null;
  held: (HeldKey & { id: string })[];
}

/**
 * Locks a contact and reads their keys: two changes at once would each decide by what the other is about to change.
 * @throws Failure NOT_FOUND.
 */
export async function holdKeys(sql: Sql, seal: Seal, contact: { lane: number; id: string }): Promise<KeyOwner> {
  const [row] = await sql<SealedContact[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
    where lane = ${contact.lane} and id = ${contact.id} for no key update`;
  if (!row) throw new Failure('NOT_FOUND', { contact: contact.id });
  const held = await sql<KeyOwner['held']>`
    select id, kind, fingerprint, source, state, problem from recipient_keys
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
  const { email } = openValues(seal, row);
  const { id, wrappedKey, keyVersion } = row;
  return { lane: contact.lane, id, wrappedKey, keyVersion, held, email: typeof email === 'string' ? email : null };
}
