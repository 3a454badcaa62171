import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';
import { openDomainKeys } from './domain-keys.ts';
import { type SigningKeys, openSigningKeys } from './signing-keys.ts';

/** A verified sender identity with what signs for it. */
export interface Signer extends SigningKeys {
  id: string;
  fromName: string;
  address: string;
  replyTo: string | null;
  domain: string;
  /** The domain of its return and reply addresses. */
  returnDomain: string;
  floor: string;
  keys: Awaited<ReturnType<typeof openDomainKeys>>;
}

/**
 * The sender identity of this name, ready to sign.
 * @throws Failure SENDER_UNVERIFIED when it is missing, not verified or has no keys: an unverified one cannot send.
 */
export async function loadSigner(orm: Orm, seal: Pick<Seal, 'open'>, name: string): Promise<Signer> {
  const [row] = await orm.select().from(senders).where(eq(senders.name, name));
  if (!row?.verifiedAt) throw new Failure('SENDER_UNVERIFIED', { sender: row?.id ?? null });
  return signerOf(orm, seal, row);
}

/** A sender identity that may not be verified yet: only for the mail that asks its own address for a code. */
export async function signerOf(
  orm: Orm,
  seal: Pick<Seal, 'open'>,
  {
    id,
    fromName,
    address,
    replyTo,
    domain,
    returnDomain,
    floor,
  }: Omit<Signer, 'keys' | 'returnDomain' | keyof SigningKeys> & {
    returnDomain: string | null;
  },
): Promise<Signer> {
  const keys = await openDomainKeys(orm, seal, domain, ['active']);
  if (keys.length === 0) throw new Failure('SENDER_UNVERIFIED', { sender: id });
  const signing = await openSigningKeys(orm, seal, id);
  return { id, fromName, address, replyTo, domain, returnDomain: returnDomain ?? domain, floor, keys, ...signing };
}
