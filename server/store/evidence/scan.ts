import type { Sql } from '#store/database.ts';
import type { EvidenceRow } from './hash.ts';

const PAGE = 1_000;

/** Every evidence row by lane and number, a page at a time. */
export async function* scanEvidence(sql: Sql): AsyncGenerator<EvidenceRow> {
  let after = { lane: -1, seq: 0 };
  for (;;) {
    const rows = await sql<(Omit<EvidenceRow, 'seq' | 'at'> & { seq: string; at: number })[]>`
      select lane, seq, contact_id as "contactId", message_id as "messageId", attempt,
        round(date_part('epoch', at) * 1000)::float8 as at, record, previous, hash
      from evidence where (lane, seq) > (${after.lane}, ${after.seq}) order by lane, seq limit ${PAGE}`;
    for (const row of rows) yield { ...row, seq: Number(row.seq), at: new Date(row.at) };
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = { lane: last.lane, seq: Number(last.seq) };
  }
}
