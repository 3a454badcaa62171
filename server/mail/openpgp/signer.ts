import { type KeyObject, createHash, createPrivateKey, sign } from 'node:crypto';
import { type PrivateKey, readPrivateKey } from 'openpgp';
import { z } from 'zod';
import { ALGORITHM, PACKET, integerOf, packet, subpacket, u16, u32 } from './packets.ts';

/** A sender's own OpenPGP key, with which what it encrypts is signed. */
export interface PgpSigningKey {
  fingerprint: string;
  /** Binary, unlocked. */
  privateKey: Uint8Array;
}

/** The same, read once. */
export interface PgpSigner {
  key: PrivateKey;
  /** What stands before and after the bytes it signs; null when the library has to sign with this key. */
  sign: ((bytes: Uint8Array, at: Date, recipient: Uint8Array) => { before: Buffer; after: Buffer }) | null;
}

const SUBPACKET = { created: 2, issuer: 16, issuerFingerprint: 33, intendedRecipient: 35 } as const;
const VERSION = 4;
/** Signature of a binary document. */
const BINARY = 0;

const edParameters = z.object({ Q: z.instanceof(Uint8Array) });
const edSecrets = z.object({ seed: z.instanceof(Uint8Array) });

/** @throws Error when it is not the key of this fingerprint, locked, or cannot sign at that time. */
export async function readSigner({ fingerprint, privateKey }: PgpSigningKey, at: Date): Promise<PgpSigner> {
  const key = await readPrivateKey({ binaryKey: privateKey });
  if (key.getFingerprint() !== fingerprint) throw new Error('The stored key is not the one it is filed under.');
  if (!key.isDecrypted()) throw new Error('The signing key is locked.');
  const { keyPacket } = await key.getSigningKey(undefined, at);
  const own = keyPacket.getFingerprintBytes();
  const parameters = edParameters.safeParse(keyPacket.publicParams);
  const secrets = edSecrets.safeParse('privateParams' in keyPacket ? keyPacket.privateParams : null);
  const algorithm: number = keyPacket.algorithm;
  const ours = keyPacket.version === VERSION && algorithm === ALGORITHM.eddsa;
  if (!ours || !own || !parameters.success || !secrets.success) return { key, sign: null };
  const secret = createPrivateKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: Buffer.from(secrets.data.seed).toString('base64url'),
      x: Buffer.from(parameters.data.Q.subarray(1)).toString('base64url'),
    },
    format: 'jwk',
  });
  return { key, sign: (bytes, when, recipient) => signature(bytes, when, { recipient, own, secret }) };
}

function signature(
  bytes: Uint8Array,
  at: Date,
  { recipient, own, secret }: { recipient: Uint8Array; own: Uint8Array; secret: KeyObject },
): { before: Buffer; after: Buffer } {
  const hashed = Buffer.concat([
    subpacket(SUBPACKET.created, u32(Math.floor(at.getTime() / 1000))),
    subpacket(SUBPACKET.issuerFingerprint, Buffer.concat([Uint8Array.of(VERSION), own])),
    // For whom it is, so that the recipient cannot pass it on as if it had been meant for another.
    subpacket(SUBPACKET.intendedRecipient, Buffer.concat([Uint8Array.of(VERSION), recipient])),
  ]);
  const head = Buffer.concat([
    Uint8Array.of(VERSION, BINARY, ALGORITHM.eddsa, ALGORITHM.sha256),
    u16(hashed.length),
    hashed,
  ]);
  const digest = createHash('sha256')
    .update(bytes)
    .update(head)
    .update(Uint8Array.of(VERSION, 0xff))
    .update(u32(head.length))
    .digest();
  const made = sign(null, digest, secret);
  const issuer = subpacket(SUBPACKET.issuer, own.subarray(-8));
  return {
    before: packet(
      PACKET.onePassSignature,
      Uint8Array.of(3, BINARY, ALGORITHM.sha256, ALGORITHM.eddsa),
      own.subarray(-8),
      Uint8Array.of(1),
    ),
    after: packet(
      PACKET.signature,
      head,
      u16(issuer.length),
      issuer,
      digest.subarray(0, 2),
      integerOf(made.subarray(0, 32)),
      integerOf(made.subarray(32)),
    ),
  };
}
