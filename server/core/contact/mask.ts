import type { PhiClass } from '../phi.ts';
import type { AttributeValue } from '../segment/fields.ts';

const DOTS = '•••';

/**
 * What someone who may know that a contact exists, but not yet who it is, gets to see: first letters of names, the
 * first letter and the domain of an address, the last two digits of a number to call; of anything else that is
 * classed above P0, only that there is a value.
 */
export function maskValue(key: string, phi: PhiClass, value: AttributeValue): AttributeValue {
  if (value === null) return null;
  if (typeof value === 'string') {
    if (key === 'first_name' || key === 'last_name') return `${firstLetter(value)}${DOTS}`;
    if (key === 'email') return `${firstLetter(value)}${DOTS}${value.slice(value.lastIndexOf('@'))}`;
    if (key === 'phone') return `${DOTS}${value.slice(-2)}`;
  }
  return phi === 'P0' ? value : DOTS;
}

function firstLetter(value: string): string {
  return String.fromCodePoint(value.codePointAt(0) ?? 0x2022);
}
