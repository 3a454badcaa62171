import { eq } from 'drizzle-orm';
import { type SenderForm, domainOf } from '#core/organization/sender.ts';
import { Failure } from '#core/failure.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

/**
 * Changes a sender identity. Its name stays: journeys refer to it. An address in another domain has to be verified anew.
 * @throws Failure NOT_FOUND.
 */
export async function updateSender(orm: Orm, id: string, form: Omit<SenderForm, 'name'>): Promise<void> {
  await orm.transaction(async (tx) => {
    const [before] = await tx.select().from(senders).where(eq(senders.id, id)).for('update');
    if (!before) throw new Failure('NOT_FOUND', { sender: id });
    const domain = domainOf(form.address);
    const moved = domain !== before.domain;
    await tx
      .update(senders)
      .set({ ...form, domain, ...(moved ? { verifiedAt: null, verifiedBy: null, checks: [] } : {}) })
      .where(eq(senders.id, id));
  });
}
