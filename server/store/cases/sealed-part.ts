import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

/** What a person wrote in a case, and the new address if it changed. Patient data. */
export const casePart = z.strictObject({ note: z.string().optional(), address: z.string().optional() });
export type CasePart = z.infer<typeof casePart>;

const PURPOSE = 'case';

/** Seals it under the contact's own key; null when there is nothing to seal. @throws Failure NOT_FOUND when the contact is gone. */
export async function sealPart(
  sql: Sql,
  seal: Pick<Seal, 'sealFor'>,
  contact: { lane: number; contactId: string },
  part: CasePart,
): Promise<Uint8Array | null> {
  if (!part.note && !part.address) return null;
  const key = await keyOf(sql, contact);
  if (!key) throw new Failure('NOT_FOUND', { contact: contact.contactId });
  return seal.sealFor(key, PURPOSE, Buffer.from(JSON.stringify(part)));
}

/** Opens what was sealed in one case, by entry number. */
export async function openParts(
  sql: Sql,
  seal: Pick<Seal, 'openFor'>,
  one: { lane: number; contactId: string; id: string },
): Promise<Map<number, CasePart>> {
  const key = await keyOf(sql, one);
  if (!key) return new Map();
  const rows = await sql<{ n: number; sealed: Uint8Array }[]>`
    select n, sealed from case_log where lane = ${one.lane} and contact_id = ${one.contactId} and case_id = ${one.id}
      and sealed is not null order by n`;
  return new Map(
    rows.map(({ n, sealed }) => [
      n,
      casePart.parse(JSON.parse(Buffer.from(seal.openFor(key, PURPOSE, sealed)).toString())),
    ]),
  );
}

async function keyOf(sql: Sql, { lane, contactId }: { lane: number; contactId: string }): Promise<ContactKey | null> {
  const [key] = await sql<ContactKey[]>`
    select id, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
    where lane = ${lane} and id = ${contactId}`;
  return key ?? null;
}
