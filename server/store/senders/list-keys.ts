import { asc, eq } from 'drizzle-orm';
import { senderKeys } from '#db/schema/sender-keys.ts';
import type { Orm } from '#store/database.ts';

/** What signs inside a sender's sealed mail, without the private halves. */
export async function listSenderKeys(orm: Orm, senderId: string) {
  const { kind, published, fingerprint, source, expiresAt, createdAt } = senderKeys;
  return orm
    .select({ kind, published, fingerprint, source, expiresAt, createdAt })
    .from(senderKeys)
    .where(eq(senderKeys.senderId, senderId))
    .orderBy(asc(senderKeys.kind));
}
