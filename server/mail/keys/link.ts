import type { Seal } from '#seal/seal.ts';
import { makeToken, readToken } from '../tokens.ts';

/** How long a link to the recipient's own page holds: mailed, and from a portal session to the page. */
export const LINK_HOURS = { mailed: 72, portal: 1 } as const;

/**
 * The address of the recipient's own page, where they choose how mail reaches them. Opaque, authenticated, and of no use
 * after its end. @param until epoch milliseconds
 */
export function keyPageLink(
  seal: Seal,
  publicUrl: string,
  contact: { lane: number; id: string },
  until: number,
): string {
  const minutes = Math.ceil(until / 60_000).toString(36);
  return `${publicUrl.replace(/\/+$/, '')}/k/${makeToken(seal, 'keys', contact.lane, contact.id, minutes)}`;
}

/** Whose page a link opens; null when it is forged or has ended. */
export function readKeyPageToken(seal: Seal, token: string, now: number): { lane: number; contactId: string } | null {
  const read = readToken(seal, 'keys', token);
  if (!read?.extra || !/^[0-9a-z]{1,9}$/.test(read.extra)) return null;
  if (Number.parseInt(read.extra, 36) * 60_000 <= now) return null;
  return { lane: read.lane, contactId: read.id };
}
