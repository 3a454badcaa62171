import type { Reentry } from '#core/graph/model.ts';
import { reveal } from '#core/phi.ts';
import type { Attributes, AttributeValue } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';

/** What a contact may enter by. */
export interface EntryFacts {
  attributes: Attributes;
  /** Of the event that lets them in; before their attributes. */
  properties?: Readonly<Record<string, AttributeValue>> | undefined;
  /** Of the date that lets them in; see core/triggers/occurrences.ts. */
  occurrence?: string | undefined;
}

/**
 * The entry key under which a contact enters: empty for once in a lifetime; else a keyed hash of what re-entry goes by
 * (an appointment id, a plan year, the year of a birthday), because the value may itself say something about the
 * patient. Null when the contact has no such value, and cannot enter.
 */
export function entryKeyFor(
  seal: Pick<Seal, 'mac'>,
  journeyId: string,
  reentry: Reentry,
  facts: EntryFacts,
): string | null {
  if (reentry === 'never') return '';
  if ('per' in reentry)
    return facts.occurrence === undefined ? '' : hashed(seal, journeyId, `occurrence:${facts.occurrence}`);
  const attribute = facts.attributes[reentry.key];
  const value = facts.properties?.[reentry.key] ?? (attribute && reveal(attribute));
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return null;
  return hashed(seal, journeyId, Array.isArray(value) ? JSON.stringify(value) : String(value));
}

/** The attribute that has to be loaded to know the key; null when none. */
export function keyAttribute(reentry: Reentry): string | null {
  return reentry !== 'never' && 'key' in reentry ? reentry.key : null;
}

function hashed(seal: Pick<Seal, 'mac'>, journeyId: string, text: string): string {
  return Buffer.from(seal.mac('entry-key', `${journeyId}:${text}`))
    .subarray(0, 18)
    .toString('base64url');
}
