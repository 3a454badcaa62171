import { randomInt } from 'node:crypto';
import type { Seal } from '#seal/seal.ts';

export const CODE_MINUTES = 10;
const DIGITS = 8;

/** A fresh one-time code, as the mail shows it: two groups of four digits. */
export function newCode(): string {
  const digits = randomInt(10 ** DIGITS)
    .toString()
    .padStart(DIGITS, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}

/** What is kept of a code: a keyed hash bound to the contact. People may type it with or without its space. */
export function codeHash(seal: Pick<Seal, 'mac'>, contactId: string, code: string): Uint8Array {
  return seal.mac('portal-code', `${contactId}:${code.replace(/\D/g, '')}`);
}
