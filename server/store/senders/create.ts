import { type SenderForm, domainOf } from '#core/organization/sender.ts';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

/** Signing keys as made; the private halves are sealed before they are written. */
interface DkimKey {
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  publicKey: string;
  privateKey: string;
}

interface NewSender extends SenderForm {
  id: string;
  keys: readonly DkimKey[];
  /** The demo's own senders count as verified; everybody else's wait for their DNS records. */
  verifiedBy: 'demo' | null;
}

/** Makes a sender identity. @throws Failure NAME_TAKEN. */
export async function createSender(orm: Orm, seal: Seal, { keys, ...sender }: NewSender): Promise<void> {
  const secret = keys.map(({ selector, algorithm, privateKey }) => ({ selector, algorithm, privateKey }));
  const made = await orm
    .insert(senders)
    .values({
      ...sender,
      domain: domainOf(sender.address),
      dkim: keys.map(({ selector, algorithm, publicKey }) => ({ selector, algorithm, publicKey })),
      dkimKeys: seal.seal('dkim', Buffer.from(JSON.stringify(secret))),
      verifiedAt: sender.verifiedBy ? new Date() : null,
    })
    .onConflictDoNothing()
    .returning({ id: senders.id });
  if (made.length === 0) throw new Failure('NAME_TAKEN', { name: sender.name });
}
