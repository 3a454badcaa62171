import type { Sql } from '#store/database.ts';
import type { Checkpoint, CheckpointKey } from './checkpoint.ts';

/** Checkpoints, the oldest first; `newest` takes only the last so many. */
export async function readCheckpoints(
  sql: Sql,
  { newest = null }: { newest?: number | null } = {},
): Promise<Checkpoint[]> {
  const rows = await sql<(Omit<Checkpoint, 'seq' | 'at'> & { seq: string; at: number })[]>`
    select ${columns(sql)} from evidence_checkpoints order by seq desc limit ${newest}`;
  return rows.map(shown).toReversed();
}

/** The first checkpoint that covers a row of a lane; null while there is none. */
export async function coveringCheckpoint(sql: Sql, lane: number, seq: number): Promise<Checkpoint | null> {
  const rows = await sql<(Omit<Checkpoint, 'seq' | 'at'> & { seq: string; at: number })[]>`
    select ${columns(sql)} from evidence_checkpoints
    where (heads -> ${String(lane)}::text ->> 'seq')::bigint >= ${seq} order by seq limit 1`;
  return rows[0] ? shown(rows[0]) : null;
}

/** The public halves of all keys that ever signed here. */
export async function readCheckpointKeys(sql: Sql): Promise<CheckpointKey[]> {
  return sql<CheckpointKey[]>`select id, public_key as "publicKey" from evidence_keys order by made_at`;
}

function columns(sql: Sql) {
  return sql`seq, round(date_part('epoch', at) * 1000)::float8 as at, heads, encode(previous, 'hex') as previous,
    encode(hash, 'hex') as hash, key_id as "keyId", encode(signature, 'hex') as signature`;
}

function shown(row: Omit<Checkpoint, 'seq' | 'at'> & { seq: string; at: number }): Checkpoint {
  return { ...row, seq: Number(row.seq), at: new Date(row.at).toISOString() };
}
