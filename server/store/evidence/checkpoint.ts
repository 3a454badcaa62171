import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '#store/audit/append.ts';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);

/** Where every lane stood at a moment, signed. Bytes in hexadecimal: this is also how it is exported. */
export const checkpoint = z.strictObject({
  seq: z.int().min(1),
  at: z.iso.datetime(),
  heads: z.record(z.string(), z.strictObject({ seq: z.int().min(1), hash: hex })),
  previous: hex,
  hash: hex,
  keyId: z.string(),
  signature: hex,
});
export type Checkpoint = z.infer<typeof checkpoint>;

/** The public half of a key that signs checkpoints. */
export const checkpointKey = z.strictObject({ id: z.string(), publicKey: z.string() });
export type CheckpointKey = z.infer<typeof checkpointKey>;

export interface CheckpointProblem {
  checkpoint: number;
  /** `gap`, `chain` (does not follow the one before), `hash` (altered), `key` (nobody knows it), `signature`. */
  problem: 'gap' | 'chain' | 'hash' | 'key' | 'signature';
}

const NONE = '0'.repeat(64);

/** What is hashed and signed: SHA-256 over the previous hash and the canonical JSON of the rest. */
export function checkpointHash({ seq, at, heads, previous }: Pick<Checkpoint, 'seq' | 'at' | 'heads' | 'previous'>) {
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(canonicalJson({ at, heads, seq })).digest();
}

/** The start of the SHA-256 of a public key (SubjectPublicKeyInfo): how a key is named. @throws when it is no key. */
export function checkpointKeyId(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 32);
}

/**
 * Looks at a chain of checkpoints, the oldest first: each follows the one before, hashes to what it says and is signed by a
 * key among these. Keys count by what they are, never by the name they are given.
 */
export function verifyCheckpoints(
  checkpoints: readonly Checkpoint[],
  keys: readonly Pick<CheckpointKey, 'publicKey'>[],
): CheckpointProblem[] {
  const known = new Map(keys.map(({ publicKey }) => [checkpointKeyId(publicKey), createPublicKey(publicKey)]));
  const problems: CheckpointProblem[] = [];
  let before = { seq: 0, hash: NONE };
  for (const one of checkpoints) {
    const note = (problem: CheckpointProblem['problem']) => problems.push({ checkpoint: one.seq, problem });
    if (one.seq !== before.seq + 1) note('gap');
    if (one.previous !== before.hash) note('chain');
    const hash = checkpointHash(one);
    if (hash.toString('hex') !== one.hash) note('hash');
    const key = known.get(one.keyId);
    if (!key) note('key');
    else if (!verify(null, hash, key, Buffer.from(one.signature, 'hex'))) note('signature');
    before = one;
  }
  return problems;
}
