import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Seal } from '#seal/seal.ts';
import { atomically } from '#store/atomically.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { type Checkpoint, checkpointHash, checkpointKeyId } from './checkpoint.ts';
import { readCheckpoints } from './read-checkpoints.ts';

const ONE_AT_A_TIME = 7_230_723;

/** Signs where every lane stands, when anything was added since the last time. @returns null when nothing was. */
export async function makeCheckpoint(sql: Sql, seal: Pick<Seal, 'seal' | 'open'>): Promise<Checkpoint | null> {
  return atomically(sql, async (tx): Promise<Checkpoint | null> => {
    await tx`select pg_advisory_xact_lock(${ONE_AT_A_TIME})`;
    const rows = await tx<{ lane: number; seq: string; hash: string }[]>`
      select l.lane, e.seq, encode(e.hash, 'hex') as hash from generate_series(0, 63) as l(lane)
      cross join lateral (select seq, hash from evidence where lane = l.lane order by seq desc limit 1) e`;
    const heads = Object.fromEntries(rows.map(({ lane, seq, hash }) => [String(lane), { seq: Number(seq), hash }]));
    const [last] = await readCheckpoints(tx, { newest: 1 });
    if (rows.length === 0 || (last && same(last.heads, heads))) return null;
    const signer = await signingKey(tx, seal);
    const unsigned = {
      seq: (last?.seq ?? 0) + 1,
      at: new Date(await now(tx)).toISOString(),
      heads,
      previous: last?.hash ?? '0'.repeat(64),
    };
    const hash = checkpointHash(unsigned);
    const signature = sign(null, hash, createPrivateKey(signer.privateKey));
    await tx`
      insert into evidence_checkpoints (seq, at, heads, previous, hash, key_id, signature)
      values (${unsigned.seq}, ${unsigned.at}, ${JSON.stringify(heads)}::text::jsonb,
        decode(${unsigned.previous}, 'hex'), ${hash}, ${signer.id}, ${signature})`;
    return { ...unsigned, hash: hash.toString('hex'), keyId: signer.id, signature: signature.toString('hex') };
  });
}

/** The newest key, or a first one. */
async function signingKey(tx: Sql, seal: Pick<Seal, 'seal' | 'open'>): Promise<{ id: string; privateKey: string }> {
  const [row] = await tx<{ id: string; privateKey: Uint8Array }[]>`
    select id, private_key as "privateKey" from evidence_keys order by made_at desc limit 1`;
  if (row) return { id: row.id, privateKey: Buffer.from(seal.open('evidence-key', row.privateKey)).toString() };
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const id = checkpointKeyId(publicKey);
  await tx`
    insert into evidence_keys (id, public_key, private_key, made_at)
    values (${id}, ${publicKey}, ${seal.seal('evidence-key', Buffer.from(privateKey))}, stepwell_now())`;
  return { id, privateKey };
}

function same(a: Checkpoint['heads'], b: Checkpoint['heads']): boolean {
  const lanes = Object.keys(b);
  return lanes.length === Object.keys(a).length && lanes.every((lane) => a[lane]?.hash === b[lane]?.hash);
}
