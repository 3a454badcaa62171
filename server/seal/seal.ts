import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Sql } from '#store/database.ts';
import type { KeyProvider } from './key-provider.ts';

/** A contact's own key as stored: wrapped by data key `keyVersion`. */
export interface ContactKey {
  /** The contact's id; bound into every ciphertext, so a row cannot be moved to another contact. */
  id: string;
  wrappedKey: Uint8Array;
  keyVersion: number;
}

/** Encryption at rest. Everything is AES-256-GCM; a wrong key, contact, purpose or a flipped bit throws. */
export interface Seal {
  /** A fresh key for a new contact. */
  newContactKey(id: string): ContactKey;
  /** Seals bytes under the contact's own key, so that deleting that key shreds them. `purpose` names what they are. */
  sealFor(contact: ContactKey, purpose: string, plain: Uint8Array): Uint8Array;
  openFor(contact: ContactKey, purpose: string, sealed: Uint8Array): Uint8Array;
  /** Seals something that belongs to no contact (DKIM keys, import files) under the current data key. */
  seal(purpose: string, plain: Uint8Array): Uint8Array;
  open(purpose: string, sealed: Uint8Array): Uint8Array;
  /** Blind index: a keyed hash (32 bytes) of a normalised value; never for values with few possibilities. */
  lookup(kind: 'email' | 'phone' | 'mrn' | 'external_id' | 'suppression', value: string): Uint8Array;
  /** A keyed hash (32 bytes) for tokens and one-time codes. */
  mac(purpose: string, value: string): Uint8Array;
}

const IV = 12;
const TAG = 16;

/**
 * Opens the keyring in the database, making it on first use. Data keys and the index key exist there only wrapped.
 * @throws Error when the provider's key is not the one the keyring was wrapped with.
 */
export async function openSeal(sql: Sql, provider: KeyProvider): Promise<Seal> {
  const dataKeys = new Map<number, Buffer>();
  const makeRing = async (name: string, version: number) => {
    const wrapped = await provider.wrap(randomBytes(32), name);
    await sql`insert into keyring (name, version, wrapped) values (${name}, ${version}, ${wrapped}) on conflict do nothing`;
  };
  await makeRing('data:1', 1);
  await makeRing('index', 1);
  let indexKey: Buffer | null = null;
  const rows = await sql<
    { name: string; version: number; wrapped: Uint8Array }[]
  >`select name, version, wrapped from keyring`;
  for (const row of rows) {
    const key = Buffer.from(await provider.unwrap(row.wrapped, row.name));
    if (row.name === 'index') indexKey = key;
    else dataKeys.set(row.version, key);
  }
  if (!indexKey) throw new Error('The keyring has no index key; the database is not one of ours.');
  return makeSeal(dataKeys, indexKey);
}

/** The seal over keys already unwrapped; `openSeal` is how the application gets one. */
export function makeSeal(dataKeys: ReadonlyMap<number, Buffer>, indexKey: Buffer): Seal {
  const current = Math.max(...dataKeys.keys());
  const dataKey = (version: number): Buffer => {
    const key = dataKeys.get(version);
    if (!key) throw new Error(`Data key ${version} is not in the keyring.`);
    return key;
  };
  // A contact that is opened, changed and sealed again is the same row in memory: its key is unwrapped once, and
  // forgotten with the row.
  const unwrapped = new WeakMap<Uint8Array, { label: string; key: Buffer }>();
  const unwrap = (contact: ContactKey): Buffer => {
    const label = `contact-key:${contact.id}:${contact.keyVersion}`;
    const known = unwrapped.get(contact.wrappedKey);
    // Another contact's key is not this one's, whatever object it comes in.
    if (known?.label === label) return known.key;
    const key = decrypt(dataKey(contact.keyVersion), label, contact.wrappedKey);
    unwrapped.set(contact.wrappedKey, { label, key });
    return key;
  };
  const lookupKeys = new Map<string, Buffer>();
  const derived = (label: string): Buffer => {
    let key = lookupKeys.get(label);
    if (!key) lookupKeys.set(label, (key = Buffer.from(hkdfSync('sha256', indexKey, 'stepwell', label, 32))));
    return key;
  };
  return {
    newContactKey(id) {
      return {
        id,
        keyVersion: current,
        wrappedKey: encrypt(dataKey(current), `contact-key:${id}:${current}`, randomBytes(32)),
      };
    },
    sealFor: (contact, purpose, plain) => encrypt(unwrap(contact), `${purpose}:${contact.id}`, plain),
    openFor: (contact, purpose, sealed) => decrypt(unwrap(contact), `${purpose}:${contact.id}`, sealed),
    seal(purpose, plain) {
      const version = Buffer.alloc(4);
      version.writeUInt32BE(current);
      return Buffer.concat([version, encrypt(dataKey(current), `${purpose}:${current}`, plain)]);
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed);
      const version = bytes.readUInt32BE(0);
      return decrypt(dataKey(version), `${purpose}:${version}`, bytes.subarray(4));
    },
    lookup: (kind, value) =>
      createHmac('sha256', derived(`lookup:${kind}`))
        .update(value)
        .digest(),
    mac: (purpose, value) =>
      createHmac('sha256', derived(`mac:${purpose}`))
        .update(value)
        .digest(),
  };
}

/** Compares two keyed hashes in constant time. */
export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function encrypt(key: Buffer, aad: string, plain: Uint8Array): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(aad));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, aad: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < IV + TAG) throw new Error('Sealed data is too short to be ours.');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV)).setAAD(Buffer.from(aad));
  decipher.setAuthTag(bytes.subarray(-TAG));
  return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()]);
}
