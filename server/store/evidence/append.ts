import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { type EvidenceRow, evidenceHash } from './hash.ts';

export interface NewEvidence {
  lane: number;
  contactId: string;
  messageId: string;
  attempt: number;
  record: Record<string, unknown>;
}

const CHAIN = 7_230_720;

/**
 * Appends to the chains, in the caller's transaction: what is written and its evidence stand or fall together. Writers
 * to a lane take turns until their transaction ends; lanes are locked in order, so two writers cannot wait in a circle.
 */
export async function appendEvidence(tx: Sql, rows: readonly NewEvidence[]): Promise<void> {
  if (rows.length === 0) return;
  const lanes = [...new Set(rows.map((row) => row.lane))].sort((a, b) => a - b);
  await tx`select pg_advisory_xact_lock(${CHAIN}, lane) from unnest(${arrayLiteral(lanes)}::int[]) as l(lane) order by lane`;
  const last = await tx<{ lane: number; seq: string; hash: Uint8Array }[]>`
    select l.lane, e.seq, e.hash from unnest(${arrayLiteral(lanes)}::smallint[]) as l(lane)
    cross join lateral (select seq, hash from evidence where lane = l.lane order by seq desc limit 1) e`;
  const at = new Date(await now(tx));
  const heads = new Map(last.map((row) => [row.lane, { seq: Number(row.seq), hash: row.hash }]));
  const chained = rows.map((row): EvidenceRow => {
    const head = heads.get(row.lane) ?? { seq: 0, hash: new Uint8Array(32) };
    // What cannot be JSON is gone before hashing, as it will be when the row is read back.
    const record = JSON.parse(JSON.stringify(row.record)) as Record<string, unknown>;
    const next = { ...row, record, seq: head.seq + 1, at, previous: head.hash };
    const hash = evidenceHash(next);
    heads.set(row.lane, { seq: next.seq, hash });
    return { ...next, hash };
  });
  const text = (of: (row: EvidenceRow) => string | number) => arrayLiteral(chained.map(of));
  await tx`
    insert into evidence (lane, seq, contact_id, message_id, attempt, at, record, previous, hash)
    select * from unnest(
      ${text((row) => row.lane)}::smallint[], ${text((row) => row.seq)}::bigint[], ${text((row) => row.contactId)}::uuid[],
      ${text((row) => row.messageId)}::uuid[], ${text((row) => row.attempt)}::int[],
      ${text((row) => row.at.toISOString())}::timestamptz[], ${text((row) => JSON.stringify(row.record))}::jsonb[],
      ${bytes(
        tx,
        chained.map((row) => row.previous),
      )}, ${bytes(
        tx,
        chained.map((row) => row.hash),
      )})`;
}
