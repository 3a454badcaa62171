import { timingSafeEqual } from 'node:crypto';
import { LANES } from '#core/lane.ts';
import type { Seal } from '#seal/seal.ts';

/** What a link is for. A token made for one purpose does not open another. */
export const tokenPurposes = ['open', 'click', 'unsubscribe', 'portal', 'verp', 'keys'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

export interface Token {
  lane: number;
  /** UUID of the message; of the contact, for `keys`. */
  id: string;
  extra: string | null;
}

/** Bytes before `extra`: lane, then the id. */
const HEAD = 17;
/** 128 bits of HMAC-SHA-256. */
const MAC = 16;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * An opaque base64url token for a public link: lane, id and a short extra (a link's index), authenticated for one
 * purpose. Says nothing about the person and cannot be made without the installation's index key.
 */
export function makeToken(seal: Seal, purpose: TokenPurpose, lane: number, id: string, extra = ''): string {
  if (!UUID.test(id)) throw new Error('A token needs a lower-case UUID.');
  const body = Buffer.concat([Buffer.from([lane]), Buffer.from(id.replaceAll('-', ''), 'hex'), Buffer.from(extra)]);
  return Buffer.concat([body, macOf(seal, purpose, body)]).toString('base64url');
}

/** What a token says, or null when it is forged, damaged or for another purpose. Compared in constant time. */
export function readToken(seal: Seal, purpose: TokenPurpose, token: string): Token | null {
  if (token.length > 256 || !/^[A-Za-z0-9_-]+$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length < HEAD + MAC || bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, -MAC);
  if (!timingSafeEqual(bytes.subarray(-MAC), macOf(seal, purpose, body))) return null;
  const lane = body[0]!;
  if (lane >= LANES) return null;
  const hex = body.toString('hex', 1, HEAD);
  return {
    lane,
    id: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    extra: body.length > HEAD ? body.toString('utf8', HEAD) : null,
  };
}

function macOf(seal: Seal, purpose: TokenPurpose, body: Buffer): Buffer {
  return Buffer.from(seal.mac(`token:${purpose}`, body.toString('base64url'))).subarray(0, MAC);
}
