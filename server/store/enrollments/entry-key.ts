import type { AttributeValue } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';

/**
 * The entry key for a value that re-entry is keyed by (an appointment id, a plan year): a keyed hash, because the
 * value may itself say something about the patient. Null when the contact has no such value, and cannot enter.
 */
export function entryKeyOf(
  seal: Pick<Seal, 'mac'>,
  journeyId: string,
  value: AttributeValue | undefined,
): string | null {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return null;
  const text = Array.isArray(value) ? JSON.stringify(value) : String(value);
  return Buffer.from(seal.mac('entry-key', `${journeyId}:${text}`))
    .subarray(0, 18)
    .toString('base64url');
}
