import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
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
  /** The domain of its return and reply addresses. */
  returnDomain: string;
  floor: string;
  keys: z.infer<typeof secret>;
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
  return { id, fromName, address, replyTo, domain, returnDomain: row.returnDomain ?? domain, floor, keys };
}
