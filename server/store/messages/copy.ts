import { z } from 'zod';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

const copySchema = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
});
/** What the recipient can read, from whom and to whom it went. Patient data: whoever asks answers for where it goes. */
export type MessageCopy = z.infer<typeof copySchema>;

/** The sealed copy of what was rendered, opened; null when none was kept or the contact is gone. */
export async function openCopy(sql: Sql, seal: Pick<Seal, 'openFor'>, id: string): Promise<MessageCopy | null> {
  const [row] = await sql<(ContactKey & { copy: Uint8Array | null })[]>`
    select c.id, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion", m.copy
    from messages m join contacts c on c.lane = m.lane and c.id = m.contact_id where m.id = ${id}`;
  if (!row?.copy) return null;
  return copySchema.parse(JSON.parse(Buffer.from(seal.openFor(row, 'copy', row.copy)).toString()));
}
