/**
 * A writer of DER (X.690), as much of it as CMS needs. Values are nested arrays of bytes until `encode` copies them
 * once, so that a large content is never copied on the way up.
 */
export interface Der {
  length: number;
  parts: readonly (Uint8Array | Der)[];
}

const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31 } as const;

export function encode(value: Der): Buffer {
  const out = Buffer.allocUnsafeSlow(value.length);
  write(value, out, 0);
  return out;
}

export function sequence(...values: readonly Der[]): Der {
  return tagged(TAG.sequence, values);
}

/** SET OF: DER orders the values by their encoding. */
export function setOf(...values: readonly Der[]): Der {
  if (values.length < 2) return tagged(TAG.set, values);
  return tagged(
    TAG.set,
    values
      .map(encode)
      .toSorted((a, b) => a.compare(b))
      .map(raw),
  );
}

export function octets(bytes: Uint8Array): Der {
  return tagged(TAG.octets, [raw(bytes)]);
}

/** A BIT STRING of whole bytes. */
export function bits(bytes: Uint8Array): Der {
  return tagged(TAG.bits, [raw(Uint8Array.of(0)), raw(bytes)]);
}

/** A small non-negative INTEGER. */
export function integer(value: number): Der {
  if (!Number.isInteger(value) || value < 0 || value > 127) throw new RangeError('Only 0 to 127 is written here.');
  return tagged(TAG.integer, [raw(Uint8Array.of(value))]);
}

export const NULL: Der = tagged(TAG.null, []);

/** `[n] EXPLICIT`, or `[n] IMPLICIT` of a constructed value given its contents. */
export function context(n: number, ...values: readonly Der[]): Der {
  return tagged(0xa0 | n, values);
}

/** `[n] IMPLICIT OCTET STRING`, of bytes in pieces. */
export function contextOctets(n: number, ...pieces: readonly Uint8Array[]): Der {
  return tagged(0x80 | n, pieces.map(raw));
}

/** A value already encoded. */
export function raw(bytes: Uint8Array): Der {
  return { length: bytes.length, parts: [bytes] };
}

const oids = new Map<string, Der>();

export function oid(dotted: string): Der {
  let known = oids.get(dotted);
  if (!known) {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    known = tagged(TAG.oid, [raw(Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)))]);
    oids.set(dotted, known);
  }
  return known;
}

/** An instant: UTCTime until 2049, GeneralizedTime from then on (RFC 5652, 11.3). Whole seconds. */
export function time(ms: number): Der {
  const digits = new Date(ms).toISOString().replaceAll(/\.\d+|[-:T]/g, '');
  const short = Number(digits.slice(0, 4)) < 2050;
  return tagged(short ? 0x17 : 0x18, [raw(Buffer.from(short ? digits.slice(2) : digits, 'latin1'))]);
}

/** The same value under another tag: how a SET that is signed becomes `[0] IMPLICIT` where it is sent. */
export function retagged(tag: number, encoded: Uint8Array): Der {
  return { length: encoded.length, parts: [Uint8Array.of(tag), encoded.subarray(1)] };
}

function tagged(tag: number, values: readonly Der[]): Der {
  let length = 0;
  for (const value of values) length += value.length;
  const head = header(tag, length);
  return { length: head.length + length, parts: [head, ...values] };
}

function header(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Uint8Array.of(tag, 0x80 | bytes.length, ...bytes);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function write({ parts }: Der, out: Buffer, at: number): number {
  let end = at;
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      out.set(part, end);
      end += part.length;
    } else end = write(part, out, end);
  }
  return end;
}
