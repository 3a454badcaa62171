import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { demoKeyOf } from '#server/mailbox/demo-keys.ts';
import type { SeededContact } from './contacts.ts';

/** Key pairs made at the same time: making one is work for one core. */
const AT_ONCE = 4;

/**
 * Enrolls the key of everyone at a demo domain whose people have one; the private half stays with the local mailbox,
 * which reads their mail with it. Who has a key already is passed over.
 */
export async function seedKeys(services: Services, contacts: readonly SeededContact[]): Promise<void> {
  const rows = await services.db.sql<{ id: string }[]>`select contact_id as id from recipient_keys`;
  const done = new Set(rows.map((row) => row.id));
  const left = contacts.filter((one) => !done.has(one.id) && /^(pgp|smime)mail\./.test(one.domain));
  if (left.length === 0) return;
  const queue = left.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const contact of queue) await enrollOne(services, contact);
    }),
  );
  await appendAudit(services.db.orm, {
    actor: 'system',
    action: 'recipient-key.enroll',
    subject: 'contacts',
    details: { contacts: left.map((one) => one.id) },
  });
}

async function enrollOne(services: Services, contact: SeededContact): Promise<void> {
  const key = await demoKeyOf(services, String(contact.attributes['email']));
  if (!key) return;
  const material = key.kind === 'pgp' ? key.publicKey : key.certificate;
  await enrollKey(services, contact, { material, attested: 'demo', by: 'system' });
}
