import { type Key, type Signature, createMessage, enums, readKey, readKeys, readSignature, verify } from 'openpgp';
import PostalMime from 'postal-mime';
import type { SignedParts } from './entity.ts';
import type { SignatureProblem, SignedBy, VerifyOptions } from './verify-signed.ts';

type Found = Omit<SignedBy, 'from'>;

/** Keys and user ids looked at of one mail: a mail may carry thousands. */
const MOST_KEYS = 8;
const MOST_IDS = 20;
const STRONG_HASHES = [
  enums.hash.sha256,
  enums.hash.sha384,
  enums.hash.sha512,
  enums.hash.sha3_256,
  enums.hash.sha3_512,
];

/** Checks an OpenPGP signature by the keys that are known and those that come inside what it signs. */
export async function verifyPgp(
  { signed, signature: bytes }: SignedParts,
  { at, pgpKeys = [] }: VerifyOptions,
): Promise<Found> {
  const signature = await read(bytes).catch(() => null);
  const packet = signature?.packets.length === 1 ? signature.packets[0] : undefined;
  if (!signature || !packet) return unknown('unreadable');
  const keys = [...(await known(pgpKeys)), ...(await attached(signed))];
  const [issuer] = signature.getSigningKeyIDs();
  const key = issuer && keys.find((one) => one.getKeys(issuer).length > 0);
  if (!key) return unknown('no-key');
  const date = new Date(at);
  const named = {
    method: 'pgp' as const,
    fingerprint: key.getFingerprint(),
    material: key.toPublic().write(),
    addresses: await addressesOf(key, date),
    issuer: null,
  };
  if (!STRONG_HASHES.some((one) => one === packet.hashAlgorithm)) return { ...named, problem: 'weak' };
  const message = await createMessage({ binary: new Uint8Array(signed) });
  const { signatures } = await verify({ message, signature, verificationKeys: key, date });
  const good = await (signatures[0]?.verified.then(
    () => true,
    () => false,
  ) ?? false);
  // The library is content when the key was good at the time the signature says; what is kept must be good now.
  return { ...named, problem: (await overOrRevoked(key, date)) ?? (good ? null : 'bad-signature') };
}

function unknown(problem: SignatureProblem): Found {
  return { method: 'pgp', fingerprint: '', material: new Uint8Array(), addresses: [], issuer: null, problem };
}

async function overOrRevoked(key: Key, date: Date): Promise<SignatureProblem | null> {
  if (await key.isRevoked(undefined, undefined, date)) return 'revoked';
  const expires = await key.getExpirationTime().catch(() => null);
  if (expires === null || (expires instanceof Date && expires <= date)) return 'expired';
  return null;
}

function read(bytes: Buffer): Promise<Signature> {
  const text = bytes.toString('latin1');
  return text.includes('-----BEGIN PGP')
    ? readSignature({ armoredSignature: text.trim() })
    : readSignature({ binarySignature: new Uint8Array(bytes) });
}

async function known(keys: readonly Uint8Array[]): Promise<Key[]> {
  const read = await Promise.all(
    keys.slice(0, MOST_KEYS).map((binaryKey) => readKey({ binaryKey: new Uint8Array(binaryKey) }).catch(() => null)),
  );
  return read.filter((one) => one !== null);
}

/** Keys that the signer put into the mail, as application/pgp-keys. */
async function attached(signed: Buffer): Promise<Key[]> {
  const mail = await PostalMime.parse(signed, { maxNestingDepth: 20, maxHeadersSize: 256 << 10 }).catch(() => null);
  const parts = (mail?.attachments ?? []).filter((one) => one.mimeType.toLowerCase() === 'application/pgp-keys');
  const found: Key[] = [];
  for (const { content } of parts.slice(0, MOST_KEYS)) {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : new Uint8Array(content);
    const text = new TextDecoder('latin1').decode(bytes);
    const armored = text.includes('-----BEGIN PGP');
    const keys = await (armored ? readKeys({ armoredKeys: text }) : readKeys({ binaryKeys: bytes })).catch(() => []);
    found.push(...keys.slice(0, MOST_KEYS));
  }
  return found.filter((one) => !one.isPrivate()).slice(0, MOST_KEYS);
}

/** Of the user ids, those that are bound by the key itself at that time. */
async function addressesOf(key: Key, date: Date): Promise<string[]> {
  const good = await Promise.all(
    key.users.slice(0, MOST_IDS).map(async (user) => {
      const email = user.userID?.email;
      return email && (await user.verify(date).catch(() => false)) ? [email.toLowerCase()] : [];
    }),
  );
  return [...new Set(good.flat())];
}
