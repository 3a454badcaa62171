import { randomInt } from 'node:crypto';
import { CODE_DIGITS, PHONE_CODE_DIGITS } from '#core/portal/limits.ts';
import type { Seal } from '#seal/seal.ts';

/** A fresh one-time code for a mail: two groups of four digits. */
export function newCode(): string {
  return grouped(randomDigits(CODE_DIGITS));
}

/** A fresh code for staff to read out by phone: three groups of four digits. */
export function newPhoneCode(): string {
  return grouped(randomDigits(PHONE_CODE_DIGITS));
}

/** Which code this looks like; null for neither. People may type it with or without its spaces. */
export function codeKind(typed: string): 'mailed' | 'phone' | null {
  const { length } = typed.replace(/\D/g, '');
  return length === CODE_DIGITS ? 'mailed' : length === PHONE_CODE_DIGITS ? 'phone' : null;
}

/** What is kept of a code: a keyed hash bound to the contact. */
export function codeHash(seal: Pick<Seal, 'mac'>, contactId: string, code: string): Uint8Array {
  return seal.mac('portal-code', `${contactId}:${code.replace(/\D/g, '')}`);
}

function randomDigits(n: number): string {
  let digits = '';
  while (digits.length < n) digits += randomInt(10_000).toString().padStart(4, '0');
  return digits.slice(0, n);
}

function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}
