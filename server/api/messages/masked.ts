import { maskValue } from '#core/contact/mask.ts';
import type { Contact } from '#store/contacts/get.ts';

/** Whom a message is for, as much as anyone who may see messages gets to see. */
export interface MaskedRecipient {
  name: string;
  email: string;
}

export function maskRecipient(contact: Contact | undefined): MaskedRecipient {
  if (!contact) return { name: 'Deleted contact', email: '–' };
  const mask = (key: string) => maskValue(key, 'P2', contact.values[key] ?? null);
  const name = [mask('first_name'), mask('last_name')].filter((one) => typeof one === 'string').join(' ');
  const email = mask('email');
  return { name: name || 'No name', email: typeof email === 'string' ? email : '–' };
}
