import { LANES } from '#core/lane.ts';
import { auditHash } from '#store/audit/append.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { type EvidenceRow, evidenceHash } from '#store/evidence/hash.ts';
import { chainCheck } from './chain.ts';

/** What was sent, lane by lane. */
export const evidenceCheck = chainCheck({
  name: 'evidence',
  code: 'evidence-broken',
  lanes: Array.from({ length: LANES }, (_, lane) => lane),
  async links(sql, behind, limit, each = limit) {
    const rows = await sql<(Omit<EvidenceRow, 'at'> & { at: number })[]>`
      select e.lane, e.seq::float8 as seq, e.contact_id as "contactId", e.message_id as "messageId", e.attempt,
        round(date_part('epoch', e.at) * 1000)::float8 as at, e.record, e.previous, e.hash
      from unnest(${arrayLiteral([...behind.keys()])}::smallint[], ${arrayLiteral([...behind.values()])}::bigint[])
        as w(lane, seq)
      cross join lateral (
        select * from evidence e where e.lane = w.lane and e.seq > w.seq order by e.seq limit ${each}
      ) e
      order by e.lane, e.seq limit ${limit}`;
    return rows.map((row) => ({
      lane: row.lane,
      seq: row.seq,
      previous: hex(row.previous),
      hash: hex(row.hash),
      made: hex(evidenceHash({ ...row, at: new Date(row.at) })),
    }));
  },
});

/** Who did what: one chain. */
export const auditCheck = chainCheck({
  name: 'audit',
  code: 'audit-broken',
  lanes: [0],
  async links(sql, behind, limit) {
    const rows = await sql<(Omit<Parameters<typeof auditHash>[0], 'at'> & { at: number; hash: Uint8Array })[]>`
      select seq::float8 as seq, round(date_part('epoch', at) * 1000)::float8 as at, actor, action, subject, details, previous, hash from audit
      where seq > ${behind.get(0) ?? 0} order by seq limit ${behind.size > 0 ? limit : 0}`;
    return rows.map((row) => ({
      lane: 0,
      seq: row.seq,
      previous: hex(row.previous),
      hash: hex(row.hash),
      made: hex(auditHash({ ...row, at: new Date(row.at) })),
    }));
  },
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
