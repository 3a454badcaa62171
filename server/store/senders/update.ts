import { eq } from 'drizzle-orm';
import { type SenderForm, domainOf } from '#core/organization/sender.ts';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';
import { type NewDomainKey, giveDomainKeys } from './domain-keys.ts';

/**
 * Changes a sender identity. Its name stays: journeys refer to it. Another address has to answer anew, another domain
 * has to be checked anew, with keys of its own.
 * @throws Failure NOT_FOUND.
 */
export async function updateSender(
  orm: Orm,
  seal: Pick<Seal, 'seal'>,
  id: string,
  form: Omit<SenderForm, 'name'>,
  newKeys: () => Promise<readonly NewDomainKey[]>,
): Promise<void> {
  const domain = domainOf(form.address);
  await orm.transaction(async (tx) => {
    const [before] = await tx.select().from(senders).where(eq(senders.id, id)).for('update');
    if (!before) throw new Failure('NOT_FOUND', { sender: id });
    const elsewhere = form.address !== before.address ? { addressProvenAt: null, codeAskedAt: null } : {};
    const moved =
      domain !== before.domain ? { domainOkAt: null, verifiedBy: null, checks: [], failingSince: null } : {};
    await tx
      .update(senders)
      .set({ ...form, domain, ...elsewhere, ...moved })
      .where(eq(senders.id, id));
    if (domain !== before.domain) await giveDomainKeys(tx, seal, { domain, keys: await newKeys(), state: 'active' });
  });
}
