import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { senderKeys } from '#db/schema/sender-keys.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

const secret = z.array(
  z.object({ selector: z.string(), algorithm: z.enum(['rsa', 'ed25519']), privateKey: z.string() }),
);

/** A verified sender identity with what signs for it. */
export interface Signer {
  id: string;
  fromName: string;
  address: string;
  replyTo: string | null;
  domain: string;
  floor: string;
  keys: z.infer<typeof secret>;
  /** What signs inside S/MIME mail: DER, its own certificate first, and PKCS #8 PEM. Null: none, or it has expired. */
  smime: { chain: Uint8Array[]; privateKey: string } | null;
  /** What signs inside PGP mail: a binary OpenPGP key. */
  pgp: { fingerprint: string; privateKey: Uint8Array } | null;
}

/**
 * The sender identity of this name, ready to sign.
 * @throws Failure SENDER_UNVERIFIED when it is missing, not verified or has no keys: an unverified one cannot send.
 */
export async function loadSigner(orm: Orm, seal: Seal, name: string): Promise<Signer> {
  const [row] = await orm.select().from(senders).where(eq(senders.name, name));
  if (!row?.verifiedAt || !row.dkimKeys) throw new Failure('SENDER_UNVERIFIED', { sender: row?.id ?? null });
  const keys = secret.min(1).parse(JSON.parse(Buffer.from(seal.open('dkim', row.dkimKeys)).toString()));
  const { id, fromName, address, replyTo, domain, floor } = row;
  return { id, fromName, address, replyTo, domain, floor, keys, ...(await signingKeys(orm, seal, id)) };
}

async function signingKeys(orm: Orm, seal: Seal, senderId: string): Promise<Pick<Signer, 'smime' | 'pgp'>> {
  const good = or(isNull(senderKeys.expiresAt), gt(senderKeys.expiresAt, sql`stepwell_now()`));
  const rows = await orm
    .select()
    .from(senderKeys)
    .where(and(eq(senderKeys.senderId, senderId), good));
  const found: Pick<Signer, 'smime' | 'pgp'> = { smime: null, pgp: null };
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
