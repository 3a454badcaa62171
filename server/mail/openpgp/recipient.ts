import {
  constants,
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  publicEncrypt,
  type KeyObject,
} from 'node:crypto';
import { type Key, readKey } from 'openpgp';
import { z } from 'zod';
import { ALGORITHM, PACKET, integerOf, packet, u16 } from './packets.ts';

/** A recipient's key, read once. */
export interface PgpRecipient {
  key: Key;
  /** The packet that holds a session key for them; null when the library has to encrypt to this key. */
  sessionKeyPacket: ((sessionKey: Buffer) => Buffer) | null;
}

const bytes = z.instanceof(Uint8Array);
const rsaParameters = z.object({ n: bytes, e: bytes });
const ecdhParameters = z.object({
  oid: z.object({ oid: bytes }),
  Q: bytes,
  kdfParams: z.object({ hash: z.number(), cipher: z.number() }),
});

const SEIPD_V2 = 0x08;
const CURVE_25519 = '2b060104019755010501';
const HASHES: Record<number, string> = { 8: 'sha256', 9: 'sha384', 10: 'sha512' };
const WRAPS: Record<number, { name: string; bytes: number }> = {
  7: { name: 'id-aes128-wrap', bytes: 16 },
  8: { name: 'id-aes192-wrap', bytes: 24 },
  9: { name: 'id-aes256-wrap', bytes: 32 },
};
const WRAP_IV = Buffer.alloc(8, 0xa6);

/**
 * Reads a public key and finds what in it encrypts at that time. We write for RSA and for curve 25519 in its first form,
 * which is what people have; a key that wants newer packets or another cipher goes through the library.
 * @throws Error when it is not the key of this fingerprint, or nothing in it can encrypt at that time.
 */
export async function readRecipient(
  { fingerprint, material }: { fingerprint: string; material: Uint8Array },
  at: Date,
): Promise<PgpRecipient> {
  const key = await readKey({ binaryKey: material });
  if (key.getFingerprint() !== fingerprint) throw new Error('The stored key is not the one it is filed under.');
  const { keyPacket } = await key.getEncryptionKey(undefined, at);
  const { selfCertification } = await key.getPrimaryUser(at);
  const ciphers: number[] = selfCertification.preferredSymmetricAlgorithms ?? [];
  const wantsMore = ((selfCertification.features?.[0] ?? 0) & SEIPD_V2) !== 0;
  const own = keyPacket.getFingerprintBytes();
  if (keyPacket.version !== 4 || !own || wantsMore || !ciphers.some((one) => one === ALGORITHM.aes256))
    return { key, sessionKeyPacket: null };
  const wrap = wrapFor(keyPacket.algorithm, keyPacket.publicParams, own);
  const head = Buffer.concat([Uint8Array.of(3), own.subarray(-8), Uint8Array.of(keyPacket.algorithm)]);
  return { key, sessionKeyPacket: wrap && ((sessionKey) => packet(PACKET.sessionKey, head, wrap(sessionKey))) };
}

function wrapFor(algorithm: number, parameters: object, fingerprint: Uint8Array): ((key: Buffer) => Buffer) | null {
  const rsa = algorithm === ALGORITHM.rsa ? rsaParameters.safeParse(parameters) : null;
  if (rsa?.success) {
    const key = jwk({ kty: 'RSA', n: base64url(rsa.data.n), e: base64url(rsa.data.e) });
    return (sessionKey) =>
      integerOf(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, withChecksum(sessionKey)));
  }
  const ecdh = algorithm === ALGORITHM.ecdh ? ecdhParameters.safeParse(parameters) : null;
  if (!ecdh?.success || Buffer.from(ecdh.data.oid.oid).toString('hex') !== CURVE_25519) return null;
  const { oid, Q, kdfParams } = ecdh.data;
  const hash = HASHES[kdfParams.hash];
  const cipher = WRAPS[kdfParams.cipher];
  if (!hash || !cipher || Q[0] !== 0x40) return null;
  const theirs = jwk({ kty: 'OKP', crv: 'X25519', x: base64url(Q.subarray(1)) });
  // RFC 6637, 8: what the wrapping key is bound to.
  const bound = Buffer.concat([
    Uint8Array.of(oid.oid.length),
    oid.oid,
    Uint8Array.of(ALGORITHM.ecdh, 3, 1, kdfParams.hash, kdfParams.cipher),
    Buffer.from('Anonymous Sender    '),
    fingerprint,
  ]);
  return (sessionKey) => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const shared = diffieHellman({ privateKey, publicKey: theirs });
    const derived = createHash(hash)
      .update(Uint8Array.of(0, 0, 0, 1))
      .update(shared)
      .update(bound)
      .digest();
    const wrap = createCipheriv(cipher.name, derived.subarray(0, cipher.bytes), WRAP_IV);
    const wrapped = Buffer.concat([wrap.update(padded(withChecksum(sessionKey))), wrap.final()]);
    const ours = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    return Buffer.concat([
      integerOf(Buffer.concat([Uint8Array.of(0x40), ours])),
      Uint8Array.of(wrapped.length),
      wrapped,
    ]);
  };
}

/** The cipher, the key, the sum of its bytes (RFC 4880, 5.1). */
function withChecksum(sessionKey: Buffer): Buffer {
  let sum = 0;
  for (const byte of sessionKey) sum += byte;
  return Buffer.concat([Uint8Array.of(ALGORITHM.aes256), sessionKey, u16(sum & 0xffff)]);
}

/** To whole blocks of 8, each added byte their number. */
function padded(plain: Buffer): Buffer {
  const missing = 8 - (plain.length % 8);
  return Buffer.concat([plain, Buffer.alloc(missing, missing)]);
}

function jwk(key: { kty: string; n?: string; e?: string; crv?: string; x?: string }): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

function base64url(value: Uint8Array): string {
  return Buffer.from(value).toString('base64url');
}
