import { type Key, readKey } from 'openpgp';
import { Failure } from '#core/failure.ts';
import type { CheckedKey } from './checked.ts';
import { refuseKey } from './checked.ts';

const MIN_RSA = 2048;

/**
 * Reads a public key and refuses one that could not protect this recipient's mail.
 * @throws Failure KEY_UNUSABLE with `problem`: unreadable, private, expired, revoked, weak, sign-only, wrong-user-id.
 */
export async function checkPgp(material: string | Uint8Array, address: string, now: Date): Promise<CheckedKey> {
  const key = await parse(material);
  if (key.isPrivate()) throw refuseKey('private');
  if (await key.isRevoked()) throw refuseKey('revoked');
  const expires = await key.getExpirationTime().catch(() => null);
  if (expires === null || (expires instanceof Date && expires <= now)) throw refuseKey('expired');
  if (!(await namesRecipient(key, address, now))) throw refuseKey('wrong-user-id');
  for (const one of [key, ...key.getSubkeys()]) {
    const { bits } = one.getAlgorithmInfo();
    if (bits !== undefined && bits < MIN_RSA) throw refuseKey('weak');
  }
  const encryption = await key.getEncryptionKey(undefined, now).catch(() => null);
  if (!encryption) throw refuseKey('sign-only');
  return {
    kind: 'pgp',
    fingerprint: key.getFingerprint(),
    material: key.toPublic().write(),
    expiresAt: expires instanceof Date ? expires : null,
  };
}

async function parse(material: string | Uint8Array): Promise<Key> {
  try {
    const text = typeof material === 'string' ? material : Buffer.from(material).toString('latin1');
    if (text.includes('-----BEGIN PGP')) return await readKey({ armoredKey: text });
    return await readKey({ binaryKey: new Uint8Array(Buffer.from(material)) });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw refuseKey('unreadable');
  }
}

/** One of its user ids, neither revoked nor badly bound, is the recipient's address. The library does not look. */
async function namesRecipient(key: Key, address: string, now: Date): Promise<boolean> {
  for (const user of key.users) {
    if (user.userID?.email.toLowerCase() !== address.toLowerCase()) continue;
    const good = await user.verify(now).catch(() => false);
    if (good) return true;
  }
  return false;
}
