import type { AttributeDefinition } from '../segment/fields.ts';

/**
 * The attributes every installation has: who a contact is and how to reach them. A definition stored under the same
 * key (another label, a higher class) takes the place of the one here.
 */
export const identityAttributes: readonly AttributeDefinition[] = [
  one('email', 'Email', 'text', 'P1'),
  one('external_id', 'External id', 'text', 'P1'),
  one('first_name', 'First name', 'text', 'P1'),
  one('last_name', 'Last name', 'text', 'P1'),
  one('phone', 'Phone', 'text', 'P1'),
  one('mrn', 'Medical record number', 'text', 'P2'),
  one('date_of_birth', 'Date of birth', 'date', 'P2'),
  one('language', 'Language', 'text', 'P0'),
  one('timezone', 'Time zone', 'text', 'P0'),
];

function one(
  key: string,
  label: string,
  type: AttributeDefinition['type'],
  phi: AttributeDefinition['phi'],
): AttributeDefinition {
  return { key, label, type, phi, choices: [], group: 'Identity' };
}
