/** Packets, and the numbers in them, as OpenPGP writes them (RFC 4880, RFC 9580). */

export const PACKET = {
  sessionKey: 1,
  signature: 2,
  onePassSignature: 4,
  literal: 11,
  sealed: 18,
  modification: 19,
} as const;
export const ALGORITHM = { rsa: 1, ecdh: 18, eddsa: 22, aes256: 9, sha256: 8 } as const;

/** The head of a packet, new format, for a body of so many bytes. */
export function packetHead(tag: number, length: number): Buffer {
  return Buffer.concat([Uint8Array.of(0xc0 | tag), lengthOf(length)]);
}

export function packet(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([packetHead(tag, body.length), body]);
}

/** A signature's subpacket. */
export function subpacket(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([lengthOf(body.length + 1), Uint8Array.of(type), body]);
}

/** A multiprecision integer: its length in bits, then its bytes without leading zeros. */
export function integerOf(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  const value = bytes.subarray(start);
  const bitLength = value.length === 0 ? 0 : value.length * 8 - (Math.clz32(value[0]!) - 24);
  return Buffer.concat([u16(bitLength), value]);
}

export function u16(value: number): Buffer {
  return Buffer.from([value >>> 8, value & 0xff]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function lengthOf(length: number): Buffer {
  if (length < 192) return Buffer.from([length]);
  if (length < 8_384) return Buffer.from([((length - 192) >>> 8) + 192, (length - 192) & 0xff]);
  return Buffer.concat([Uint8Array.of(0xff), u32(length)]);
}
