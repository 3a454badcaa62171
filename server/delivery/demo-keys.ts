import { demoKeyOf } from '#server/mailbox/demo-keys.ts';
import { demoDomains } from '#server/mailbox/domains.ts';
import type { Services } from '#api/services.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { addressHash } from '#store/recipient-keys/address-hash.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { type StoredKey, loadKeys } from '#store/recipient-keys/load.ts';
import type { OpenedContact } from './read-batch.ts';

/**
 * In a demo, recipients at the domains whose people have keys have enrolled theirs: those met for the first time do so
 * now. Elsewhere nothing happens.
 */
export async function withDemoKeys(
  services: Services,
  contacts: ReadonlyMap<string, OpenedContact>,
  keys: ReadonlyMap<string, StoredKey[]>,
): Promise<ReadonlyMap<string, StoredKey[]>> {
  if (!services.config.demo || services.config.delivery !== 'mailbox') return keys;
  const made: OpenedContact[] = [];
  for (const contact of contacts.values()) {
    const email = contact.values?.['email'];
    if (keys.has(contact.id) || typeof email !== 'string') continue;
    const key = await demoKeyOf(services, email);
    if (!key) continue;
    const material = key.kind === 'pgp' ? key.publicKey : key.certificate;
    await enrollKey(services, contact, { material, attested: 'demo', by: 'system' });
    made.push(contact);
  }
  return made.length > 0 ? new Map([...keys, ...(await loadKeys(services.db.sql, made))]) : keys;
}

/** The key `withDemoKeys` would enroll for an address at the first send, where nothing may be written yet. */
export function demoKeyToCome({ config, seal }: Services, email: AttributeValue | undefined): StoredKey | null {
  if (!config.demo || config.delivery !== 'mailbox' || typeof email !== 'string') return null;
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const kind = demoDomains.find((one) => one.domain === domain)?.keys;
  if (!kind) return null;
  const known = { source: 'enrolled', usable: true, problem: null, expiresAt: null } as const;
  const address = addressHash(seal, email);
  return { ...known, kind, fingerprint: 'enrolled-at-first-send', sealed: new Uint8Array(), address };
}
