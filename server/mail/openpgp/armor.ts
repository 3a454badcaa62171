import { base64Body } from '../compose/mime.ts';

/** A binary message in armor (RFC 4880, 6), its lines ended by CRLF. */
export function armored(bytes: Uint8Array): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksum = Buffer.alloc(3);
  checksum.writeUIntBE(crc24(whole), 0, 3);
  return Buffer.concat([
    Buffer.from('-----BEGIN PGP MESSAGE-----\r\n\r\n'),
    base64Body(whole),
    // RFC 9580 no longer asks for it, but GnuPG 2.2 reads on past the last line where it is missing.
    Buffer.from(`\r\n=${checksum.toString('base64')}\r\n-----END PGP MESSAGE-----\r\n`),
  ]);
}

/** Table `k` takes a byte that is followed by `k` more, so that four are done at a time. */
const tables = makeTables();

/** The checksum of armor (RFC 4880, 6.1), kept in the upper 24 bits of a word on the way. */
export function crc24(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = tables;
  let crc = 0xb704ce << 8;
  let i = 0;
  for (const end = bytes.length - 3; i < end; i += 4) {
    crc ^= (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    crc = t3[crc >>> 24]! ^ t2[(crc >>> 16) & 0xff]! ^ t1[(crc >>> 8) & 0xff]! ^ t0[crc & 0xff]!;
  }
  for (; i < bytes.length; i++) crc = (crc << 8) ^ t0[(crc >>> 24) ^ bytes[i]!]!;
  return crc >>> 8;
}

function makeTables(): [Int32Array, Int32Array, Int32Array, Int32Array] {
  const t0 = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ (0x864cfb << 8) : crc << 1;
    return crc;
  });
  const next = (table: Int32Array) => table.map((crc) => (crc << 8) ^ t0[crc >>> 24]!);
  const t1 = next(t0);
  const t2 = next(t1);
  return [t0, t1, t2, next(t2)];
}
