import { type ContactValues, type SealedContact, openValues } from '#store/contacts/open.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

/** The contact a public link belongs to, opened: their own address and language, and the key to their messages. */
export interface PortalContact {
  lane: number;
  id: string;
  wrappedKey: Uint8Array;
  keyVersion: number;
  values: ContactValues;
}

/** Null when the contact is gone. @throws Error when the row was altered or its key shredded. */
export async function readContact(
  sql: Sql,
  seal: Seal,
  contact: { lane: number; contactId: string },
): Promise<PortalContact | null> {
  const [row] = await sql<SealedContact[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion"
    from contacts where lane = ${contact.lane} and id = ${contact.contactId}`;
  if (!row) return null;
  const { id, wrappedKey, keyVersion } = row;
  return { lane: contact.lane, id, wrappedKey, keyVersion, values: openValues(seal, row) };
}
