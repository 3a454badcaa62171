import { type Key, Subkey, readKeys } from 'openpgp';
import { Failure } from '#core/failure.ts';
import type { KeyRefusal } from '#core/keys/problems.ts';
import { type CheckedKey, RSA_BITS, refuseKey, sameAddress } from './checked.ts';

/** What of one key is looked at: each signature costs a verification. */
const MOST = { users: 50, subkeys: 20, signatures: 200 };

/** Ciphers of GnuPG and RFC 9580 that can still be trusted; ElGamal, DSA and secp256k1 are not among them. */
const ALGORITHMS = new Set([
  'rsaEncryptSign',
  'rsaEncrypt',
  'rsaSign',
  'ecdh',
  'ecdsa',
  'eddsaLegacy',
  'ed25519',
  'ed448',
  'x25519',
  'x448',
]);
const CURVES = new Set(['curve25519Legacy', 'ed25519Legacy', 'nistP256', 'nistP384', 'nistP521']);

/**
 * Reads a public key and refuses one that could not protect this recipient's mail.
 * @throws Failure KEY_UNUSABLE with `problem`.
 */
export async function checkPgp(material: string | Uint8Array, address: string, now: Date): Promise<CheckedKey> {
  const key = await parse(material);
  const fingerprint = key.getFingerprint();
  boundWork(key);
  const problem = await problemOf(key, address, now);
  if (problem) throw refuseKey(problem, fingerprint);
  const end = await lastDay(key, now);
  if (end === null) throw refuseKey(await whyNoEncryption(key, now), fingerprint);
  return {
    kind: 'pgp',
    fingerprint,
    material: key.toPublic().write(),
    expiresAt: end === Infinity ? null : new Date(end),
  };
}

async function parse(material: string | Uint8Array): Promise<Key> {
  let keys: Key[];
  try {
    const text = typeof material === 'string' ? material : Buffer.from(material).toString('latin1');
    const blocks = text.match(/-----BEGIN PGP [A-Z ]+-----/g) ?? [];
    if (blocks.some((one) => one.includes('PRIVATE'))) throw refuseKey('private');
    if (blocks.length > 1) throw refuseKey('too-many-keys');
    keys =
      blocks.length === 1
        ? await readKeys({ armoredKeys: text })
        : await readKeys({ binaryKeys: new Uint8Array(Buffer.from(material)) });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw refuseKey('unreadable');
  }
  if (keys.some((one) => one.isPrivate())) throw refuseKey('private');
  if (keys.length > 1) throw refuseKey('too-many-keys');
  if (!keys[0]) throw refuseKey('unreadable');
  return keys[0];
}

/** Before anything is verified: a key can be made to hold more, and larger, than one wants to compute with. */
function boundWork(key: Key): void {
  const { users, subkeys } = key;
  // Of everything in it, what is neither a key nor a name nor what others say of it: that is not verified.
  let signatures = key.toPacketList().length - 1 - users.length - subkeys.length;
  for (const one of users) signatures -= one.otherCertifications.length;
  if (users.length > MOST.users || subkeys.length > MOST.subkeys || signatures > MOST.signatures)
    throw refuseKey('too-complex', key.getFingerprint());
  for (const one of [key, ...subkeys])
    if ((one.getAlgorithmInfo().bits ?? 0) > RSA_BITS.most) throw refuseKey('unsupported', key.getFingerprint());
}

async function problemOf(key: Key, address: string, now: Date): Promise<KeyRefusal | null> {
  if (key.getCreationTime() > now) return 'not-yet-valid';
  // Softly or hard: the owner does not want it used.
  if (await key.isRevoked(undefined, undefined, now)) return 'revoked';
  const unfit = unfitness(key);
  if (unfit) return unfit;
  const expires = await key.getExpirationTime().catch(() => null);
  if (expires instanceof Date && expires <= now) return 'expired';
  const named = await namesRecipient(key, address, now);
  if (named !== 'yes') return named === 'revoked' ? 'revoked' : 'wrong-user-id';
  return expires === null ? 'expired' : null;
}

/** One of its user ids, neither revoked nor badly bound, is the recipient's address. The library does not look. */
async function namesRecipient(key: Key, address: string, now: Date): Promise<'yes' | 'no' | 'revoked'> {
  let found: 'no' | 'revoked' = 'no';
  for (const user of key.users) {
    if (!sameAddress(user.userID?.email ?? '', address)) continue;
    try {
      await user.verify(now);
      return 'yes';
    } catch (error) {
      if (error instanceof Error && /revoked/i.test(error.message)) found = 'revoked';
    }
  }
  return found;
}

/**
 * Until when something can be sealed to it, epoch milliseconds or Infinity: the primary key's end, or its last encryption
 * key's if that is earlier. Null when nothing can.
 */
async function lastDay(key: Key, now: Date): Promise<number | null> {
  const primary = await key.getExpirationTime().catch(() => null);
  if (primary === null) return null;
  let last: number | null = null;
  for (const one of [key, ...key.subkeys]) {
    if (unfitness(one)) continue;
    const usable = await key.getEncryptionKey(one.getKeyID(), now).catch(() => null);
    if (!usable) continue;
    const ends = usable instanceof Subkey ? await usable.getExpirationTime(now) : primary;
    if (ends !== null) last = Math.max(last ?? 0, Number(ends));
  }
  return last === null ? null : Math.min(last, Number(primary));
}

/** The subkeys that could encrypt, and what keeps each from it: the reason somebody can act on. */
async function whyNoEncryption(key: Key, now: Date): Promise<KeyRefusal> {
  const found = new Set<KeyRefusal>();
  for (const one of key.subkeys) {
    const { algorithm } = one.getAlgorithmInfo();
    if (!/^(rsaEncrypt|ecdh|x25519|x448|elgamal)/.test(algorithm)) continue;
    const failed = await one.verify(now).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
    if (/revoked/i.test(failed)) found.add('revoked');
    else if (/expired/i.test(failed)) found.add('expired');
    else found.add(unfitness(one) ?? 'sign-only');
  }
  for (const reason of ['weak', 'unsupported', 'expired', 'revoked'] as const) if (found.has(reason)) return reason;
  return 'sign-only';
}

function unfitness(key: Key | Subkey): 'weak' | 'unsupported' | null {
  const { algorithm, bits, curve } = key.getAlgorithmInfo();
  // The library leaves the Brainpool curves to a module of its own.
  if (curve?.startsWith('brainpool')) return 'unsupported';
  if (!ALGORITHMS.has(algorithm)) return 'weak';
  if (bits !== undefined && bits < RSA_BITS.least) return 'weak';
  return curve !== undefined && !CURVES.has(curve) ? 'weak' : null;
}
