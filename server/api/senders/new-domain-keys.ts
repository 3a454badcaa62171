import { makeDkimKeys } from '#mail/dkim-keys.ts';
import type { Orm } from '#store/database.ts';
import { giveDomainKeys } from '#store/senders/domain-keys.ts';
import { getSender } from '#store/senders/get.ts';
import type { Services } from '../services.ts';

/**
 * Makes the next pair of a domain's signing keys, unless one waits already. The old pair signs until the new records are
 * seen, and its records stay for the overlap.
 * @param within leaves the audit entry in the same transaction.
 * @returns whether a new pair was made.
 * @throws Failure NOT_FOUND
 */
export async function newDomainKeys(
  { db, seal }: Pick<Services, 'db' | 'seal'>,
  id: string,
  within: (tx: Orm, details: { made: boolean }) => Promise<void>,
): Promise<{ made: boolean }> {
  const keys = await makeDkimKeys();
  return db.orm.transaction(async (tx) => {
    const { domain } = await getSender(tx, id);
    const made = await giveDomainKeys(tx, seal, { domain, keys, state: 'next' });
    await within(tx, { made });
    return { made };
  });
}
