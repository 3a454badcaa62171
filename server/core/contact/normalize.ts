import type { AttributeValue } from '../segment/fields.ts';

/** The attributes a contact can be found by, through a keyed hash of their normalized value. */
export const keyKinds = ['email', 'external_id', 'phone', 'mrn'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** Whether an attribute is one that contacts are found by, and so is changed by people and imports only. */
export function isContactKey(attribute: string): attribute is KeyKind {
  return (keyKinds as readonly string[]).includes(attribute);
}

/**
 * The form in which a value is hashed: what people write differently but mean alike becomes equal. Null when there
 * is nothing to hash. Addresses are compared without case; phone numbers by their digits, a US number with or
 * without its leading 1.
 */
export function normalizeKey(kind: KeyKind, value: AttributeValue | undefined): string | null {
  if (value === null || value === undefined || Array.isArray(value) || typeof value === 'boolean') return null;
  const text = String(value).trim();
  if (text === '') return null;
  if (kind === 'email') return text.toLowerCase();
  if (kind === 'mrn') return text.replace(/[\s-]/g, '').toUpperCase();
  if (kind === 'external_id') return text;
  const digits = text.replace(/(?:x|ext).*$/i, '').replace(/\D/g, '');
  if (digits === '') return null;
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}
