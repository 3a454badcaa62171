import { timingSafeEqual } from 'node:crypto';
import { LANES } from '#core/lane.ts';
import type { AddressPurpose } from '#core/inbound/addressed.ts';
import type { Seal } from '#seal/seal.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const MAC_BYTES = 10;
/** Lane and message id. */
const BODY_BYTES = 17;

const PREFIXES = { bounce: 'b', reply: 'r', unsubscribe: 'u' } as const satisfies Record<AddressPurpose, string>;
/** An address made for one purpose is none for another. */
const MACS = { bounce: 'return-path', reply: 'reply-address', unsubscribe: 'unsubscribe-address' } as const;

/**
 * An address of our own for one message: `b-…` is its envelope sender (VERP), so that a bounce comes back to it, `r-…` its
 * Reply-To, `u-…` the mailto of List-Unsubscribe. Only an address we made is believed. Base32, because some servers
 * fold the case of a local part.
 */
export function messageAddress(
  seal: Pick<Seal, 'mac'>,
  purpose: AddressPurpose,
  { lane, id }: { lane: number; id: string },
  domain: string,
): string {
  const body = Buffer.concat([Buffer.from([lane]), Buffer.from(id.replaceAll('-', ''), 'hex')]);
  return `${PREFIXES[purpose]}-${base32(Buffer.concat([body, macOf(seal, purpose, body)]))}@${domain}`;
}

/** `forged`: made like one of ours, but not by us. Null when it is not of that form at all. */
export function readMessageAddress(
  seal: Pick<Seal, 'mac'>,
  address: string,
): { purpose: AddressPurpose; lane: number; messageId: string } | 'forged' | null {
  const match = /^([bru])-([a-z2-7]{20,80})@/i.exec(address);
  if (!match) return null;
  const letter = match[1]!.toLowerCase();
  const purpose = (Object.keys(PREFIXES) as AddressPurpose[]).find((one) => PREFIXES[one] === letter)!;
  const bytes = fromBase32(match[2]!.toLowerCase());
  if (bytes.length !== BODY_BYTES + MAC_BYTES) return 'forged';
  const body = bytes.subarray(0, BODY_BYTES);
  if (!timingSafeEqual(bytes.subarray(BODY_BYTES), macOf(seal, purpose, body))) return 'forged';
  const lane = body[0]!;
  if (lane >= LANES) return 'forged';
  const hex = body.subarray(1).toString('hex');
  return { purpose, lane, messageId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

/** The envelope sender of one message (VERP). */
export function returnPath(seal: Pick<Seal, 'mac'>, lane: number, messageId: string, domain: string): string {
  return messageAddress(seal, 'bounce', { lane, id: messageId }, domain);
}

function macOf(seal: Pick<Seal, 'mac'>, purpose: AddressPurpose, body: Buffer): Buffer {
  return Buffer.from(seal.mac(MACS[purpose], body.toString('hex'))).subarray(0, MAC_BYTES);
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
