import { type SenderForm, domainOf } from '#core/organization/sender.ts';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';
import { type NewDomainKey, giveDomainKeys } from './domain-keys.ts';

interface NewSender extends SenderForm {
  id: string;
  /** For the domain, when it has none yet. */
  keys: readonly NewDomainKey[];
  /** The demo's own senders count as verified; everybody else's wait for their DNS records and their address. */
  verifiedBy: 'demo' | null;
}

/** Makes a sender identity. @throws Failure NAME_TAKEN. */
export async function createSender(orm: Orm, seal: Seal, { keys, verifiedBy, ...sender }: NewSender): Promise<void> {
  const domain = domainOf(sender.address);
  const proven = verifiedBy ? new Date() : null;
  const made = await orm
    .insert(senders)
    .values({ ...sender, domain, verifiedBy, domainOkAt: proven, addressProvenAt: proven })
    .onConflictDoNothing()
    .returning({ id: senders.id });
  if (made.length === 0) throw new Failure('NAME_TAKEN', { name: sender.name });
  await giveDomainKeys(orm, seal, { domain, keys, state: 'active' });
}
