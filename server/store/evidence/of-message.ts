import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

/** One step of a message's proof, as shown and exported. Hashes in hexadecimal. */
export interface MessageEvidence {
  lane: number;
  seq: number;
  attempt: number;
  /** Epoch milliseconds. */
  at: number;
  record: Record<string, unknown>;
  previous: string;
  hash: string;
}

/** The evidence of one message, oldest first. */
export async function evidenceOfMessage(
  sql: Sql,
  message: { contactId: string; id: string },
): Promise<MessageEvidence[]> {
  const rows = await sql<(Omit<MessageEvidence, 'seq'> & { seq: string })[]>`
    select lane, seq, attempt, round(date_part('epoch', at) * 1000)::float8 as at, record, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
    from evidence where lane = ${laneOf(message.contactId)} and contact_id = ${message.contactId}
      and message_id = ${message.id} order by seq`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}
