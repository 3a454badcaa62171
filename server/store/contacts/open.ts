import { phi } from '#core/phi.ts';
import type { AttributeValue, Attributes } from '#core/segment/fields.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';

/** A contact's row as stored, as far as the seal needs it. */
export interface SealedContact {
  id: string;
  sealed: Uint8Array;
  wrappedKey: Uint8Array;
  keyVersion: number;
}

/** A contact's values in the clear. Only for code that writes them back sealed or hands them to `Attributes`. */
export type ContactValues = Record<string, AttributeValue>;

const PURPOSE = 'attributes';

/**
 * Opens a contact: every attribute, each still wrapped in `Phi`.
 * @throws Error when the row was altered, moved from another contact, or its key was shredded.
 */
export function openContact(seal: Seal, row: SealedContact): Attributes {
  const open: Record<string, Attributes[string]> = {};
  for (const [key, value] of Object.entries(openValues(seal, row))) open[key] = phi(value);
  return open;
}

/** As `openContact`, unwrapped: for merging an edit, and for answers whose reveal was just audited. */
export function openValues(seal: Seal, row: SealedContact): ContactValues {
  const plain = seal.openFor(row, PURPOSE, row.sealed);
  return JSON.parse(Buffer.from(plain).toString('utf8')) as ContactValues;
}

/** Seals a contact's values under its own key; absent and null attributes are left out. */
export function sealValues(seal: Seal, key: ContactKey, values: ContactValues): Uint8Array {
  const present = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  return seal.sealFor(key, PURPOSE, Buffer.from(JSON.stringify(present)));
}
