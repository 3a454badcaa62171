import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Seal } from '#seal/seal.ts';
import { senderKeys } from '#db/schema/sender-keys.ts';
import type { Orm } from '#store/database.ts';

/** What signs inside a sender's sealed mail, opened. */
export interface SigningKeys {
  /** S/MIME: DER, its own certificate first, and PKCS #8 PEM. Null: none, or it has expired. */
  smime: { chain: Uint8Array[]; privateKey: string } | null;
  /** A binary OpenPGP key. */
  pgp: { fingerprint: string; privateKey: Uint8Array } | null;
}

export async function openSigningKeys(orm: Orm, seal: Pick<Seal, 'open'>, senderId: string): Promise<SigningKeys> {
  const good = or(isNull(senderKeys.expiresAt), gt(senderKeys.expiresAt, sql`stepwell_now()`));
  const rows = await orm
    .select()
    .from(senderKeys)
    .where(and(eq(senderKeys.senderId, senderId), good));
  const found: SigningKeys = { smime: null, pgp: null };
  for (const { kind, published, fingerprint, sealed } of rows) {
    const privateKey = seal.open(`sender-key:${senderId}`, sealed);
    if (kind === 'pgp') found.pgp = { fingerprint, privateKey: Uint8Array.from(privateKey) };
    else found.smime = { chain: chainOf(published), privateKey: Buffer.from(privateKey).toString() };
  }
  return found;
}

function chainOf(pem: string): Uint8Array[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)].map((one) =>
    Uint8Array.from(Buffer.from(one[1]!, 'base64')),
  );
}
