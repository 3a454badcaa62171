import { timingSafeEqual } from 'node:crypto';
import type { Seal } from '#seal/seal.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const MAC_BYTES = 10;

/**
 * The envelope sender of one message (VERP): a bounce comes back to it, and only an address we made is believed.
 * Base32, because some servers fold the case of a local part.
 */
export function returnPath(seal: Pick<Seal, 'mac'>, lane: number, messageId: string, domain: string): string {
  const body = Buffer.concat([Buffer.from([lane]), Buffer.from(messageId.replaceAll('-', ''), 'hex')]);
  return `b-${base32(Buffer.concat([body, mac(seal, body)]))}@${domain}`;
}

/** Which message a bounce to this address is about; null when we did not make it. */
export function readReturnPath(seal: Pick<Seal, 'mac'>, address: string): { lane: number; messageId: string } | null {
  const match = /^b-([a-z2-7]+)@/i.exec(address);
  const bytes = match ? fromBase32(match[1]!.toLowerCase()) : null;
  if (bytes?.length !== 17 + MAC_BYTES) return null;
  const body = bytes.subarray(0, 17);
  if (!timingSafeEqual(bytes.subarray(17), mac(seal, body))) return null;
  const hex = body.subarray(1).toString('hex');
  return { lane: body[0]!, messageId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

function mac(seal: Pick<Seal, 'mac'>, body: Buffer): Buffer {
  return Buffer.from(seal.mac('return-path', body.toString('hex'))).subarray(0, MAC_BYTES);
}

function base32(bytes: Buffer): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? out + ALPHABET[(value << (5 - bits)) & 31] : out;
}

function fromBase32(text: string): Buffer {
  const out: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    value = (value << 5) | ALPHABET.indexOf(character);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((value >>> bits) & 255);
    }
    value &= (1 << bits) - 1;
  }
  return Buffer.from(out);
}
