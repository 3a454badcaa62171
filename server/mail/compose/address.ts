import { domainToASCII } from 'node:url';

/** A name and an address, always apart: a string with a comma in it would be two recipients. */
export interface Mailbox {
  name: string;
  address: string;
}

export interface AddressParts {
  local: string;
  /** Lower case, A-labels. */
  domain: string;
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * An address we can put on the wire, or null: a dot-atom, `@`, a host name of at least two labels. Quoted local
 * parts, address literals, route syntax, spaces and line breaks are refused, not repaired.
 */
export function parseAddress(text: string): AddressParts | null {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > 254) return null;
  const local = text.slice(0, at);
  if (local.length > 64 || !LOCAL.test(local)) return null;
  // An A-label conversion that drops characters (soft hyphens, line breaks) must not make two addresses one.
  if (/[\s\p{C}]/u.test(text)) return null;
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  const labels = domain.split('.');
  if (labels.length < 2 || domain.length > 253 || !labels.every((one) => LABEL.test(one))) return null;
  if (/^\d+$/.test(labels.at(-1)!)) return null;
  return { local, domain };
}
