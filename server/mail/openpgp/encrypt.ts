import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { createMessage, encrypt, enums, generateSessionKey } from 'openpgp';
import { PACKET, packetHead } from './packets.ts';
import type { PgpRecipient } from './recipient.ts';
import type { PgpSigner } from './signer.ts';

export interface Encrypted {
  /** Binary OpenPGP message. */
  bytes: Uint8Array;
  /** Such as `OpenPGP SEIPDv1 AES-256`. */
  algorithm: string;
}

/**
 * Signs and encrypts in one message (RFC 4880, 11.3): by our own writer where it can, else by the library. SEIPDv1
 * unless the recipient's key says that it reads SEIPDv2.
 */
export async function signAndEncrypt(
  plain: Uint8Array,
  { signer, recipient, at }: { signer: PgpSigner; recipient: PgpRecipient; at: Date },
): Promise<Encrypted> {
  const { sessionKeyPacket, key } = recipient;
  if (!sessionKeyPacket || !signer.sign) return byLibrary(plain, { signer, recipient, at });
  const sessionKey = randomBytes(32);
  try {
    const { before, after } = signer.sign(plain, at, key.keyPacket.getFingerprintBytes()!);
    // Binary, no file name, no date: what those would say stands in the message's own headers.
    const head = Uint8Array.of(0x62, 0, 0, 0, 0, 0);
    const literal = packetHead(PACKET.literal, head.length + plain.length);
    const body = sealed(sessionKey, [before, literal, head, plain, after]);
    return { bytes: Buffer.concat([sessionKeyPacket(sessionKey), body]), algorithm: 'OpenPGP SEIPDv1 AES-256' };
  } finally {
    sessionKey.fill(0);
  }
}

/** A packet of the kind 18, version 1: encrypted, with a hash of everything at its end (RFC 4880, 5.13). */
function sealed(sessionKey: Buffer, parts: readonly Uint8Array[]): Buffer {
  const start = randomBytes(18);
  // The last two bytes once more, by which a wrong key is noticed.
  start.copy(start, 16, 14, 16);
  const end = packetHead(PACKET.modification, 20);
  const cipher = createCipheriv('aes-256-cfb', sessionKey, Buffer.alloc(16));
  const hash = createHash('sha1');
  const out: Buffer[] = [];
  let length = 1;
  for (const part of [start, ...parts, end]) {
    hash.update(part);
    out.push(cipher.update(part));
    length += part.length;
  }
  out.push(cipher.update(hash.digest()), cipher.final());
  return Buffer.concat([packetHead(PACKET.sealed, length + 20), Uint8Array.of(1), ...out]);
}

async function byLibrary(
  plain: Uint8Array,
  { signer, recipient, at }: { signer: PgpSigner; recipient: PgpRecipient; at: Date },
): Promise<Encrypted> {
  const config = { aeadProtect: true, preferredCompressionAlgorithm: enums.compression.uncompressed };
  const sessionKey = await generateSessionKey({ encryptionKeys: recipient.key, date: at, config });
  const bytes = await encrypt({
    message: await createMessage({ binary: new Uint8Array(plain) }),
    encryptionKeys: recipient.key,
    signingKeys: signer.key,
    sessionKey,
    date: at,
    format: 'binary',
    config,
  });
  const packets = sessionKey.aeadAlgorithm ? `SEIPDv2 ${sessionKey.aeadAlgorithm.toUpperCase()}` : 'SEIPDv1';
  return { bytes, algorithm: `OpenPGP ${packets} ${sessionKey.algorithm.toUpperCase().replace('AES', 'AES-')}` };
}
