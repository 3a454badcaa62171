import { randomBytes } from 'node:crypto';

/** A fresh REST key: 256 random bits behind a prefix that secret scanners can look for. */
export function newApiSecret(): string {
  return `stepwell_${randomBytes(32).toString('base64url')}`;
}
