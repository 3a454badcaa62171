import type { Seal } from '#seal/seal.ts';
import { senderKeys } from '#db/schema/sender-keys.ts';
import type { Orm } from '#store/database.ts';

interface NewSenderKey {
  kind: 'smime' | 'pgp';
  published: string;
  fingerprint: string;
  /** Sealed before it is written. */
  privateKey: Uint8Array;
  source: 'made' | 'uploaded';
  expiresAt: Date | null;
}

/** Keeps what signs inside a sender's sealed mail, instead of what signed before. */
export async function keepSenderKeys(
  orm: Orm,
  seal: Pick<Seal, 'seal'>,
  senderId: string,
  keys: readonly NewSenderKey[],
): Promise<void> {
  for (const { privateKey, ...key } of keys) {
    const row = { ...key, sealed: seal.seal(`sender-key:${senderId}`, privateKey) };
    await orm
      .insert(senderKeys)
      .values({ senderId, ...row })
      .onConflictDoUpdate({ target: [senderKeys.senderId, senderKeys.kind], set: { ...row, createdAt: new Date() } });
  }
}
