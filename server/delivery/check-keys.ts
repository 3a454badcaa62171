import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { expireKeys } from '#store/recipient-keys/expire.ts';
import { dueLookups } from '#store/recipient-keys/lookups.ts';
import { readSettings } from '#store/settings/read.ts';
import { transact } from '#store/transact.ts';
import { findKeys } from './found-keys.ts';

/** Contacts whose keys one round looks at anew. */
const MOST = 500;

/**
 * Comes round every hour: marks keys that have expired, and looks for newer copies of keys where they are published, for
 * that is where a revocation is seen. Staff are told by the watch; at each send the keys are looked at once more.
 */
export async function checkKeys(services: Services): Promise<{ expired: number; changed: number }> {
  const { db, seal } = services;
  const expired = await transact(db, async (tx) => {
    const found = await expireKeys(tx.sql);
    if (found.length > 0)
      await appendAudit(tx.orm, {
        actor: 'system',
        action: 'recipient-key.expire',
        subject: 'contacts',
        details: { keys: found.slice(0, 1000).map((one) => one.id), count: found.length },
      });
    return found.length;
  });
  if (!services.keyFinder) return { expired, changed: 0 };
  const due = await dueLookups(db.sql, MOST);
  const contacts = await Promise.all(
    due.map(({ lane, id }) => readContact(db.sql, seal, { lane, contactId: id }).catch(() => null)),
  );
  const changed = await findKeys(
    services,
    await readSettings(db.orm),
    contacts.filter((one) => one !== null),
  );
  return { expired, changed: changed.length };
}
