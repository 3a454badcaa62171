import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { type ReplyContent, openReply } from './content.ts';

/** One reply's content, opened; null when there is none of this contact. */
export async function openOneReply(
  sql: Sql,
  seal: Pick<Seal, 'openFor'>,
  contact: ContactKey & { lane: number },
  id: string,
): Promise<ReplyContent | null> {
  const [row] = await sql<{ sealed: Uint8Array }[]>`
    select sealed from replies where lane = ${contact.lane} and contact_id = ${contact.id} and id = ${id}`;
  return row ? openReply(seal, contact, row.sealed) : null;
}
