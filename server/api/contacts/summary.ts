import { maskValue } from '#core/contact/mask.ts';
import type { AttributeValue, Vocabulary } from '#core/segment/fields.ts';
import type { Contact } from '#store/contacts/get.ts';

const SHOWN = ['first_name', 'last_name', 'email', 'phone'] as const;

/** A contact in a list: masked always. */
export interface ContactSummary {
  id: string;
  updatedAt: Date;
  createdAt: Date;
  masked: Record<(typeof SHOWN)[number], AttributeValue>;
}

export function summarize(contact: Contact, vocabulary: Vocabulary): ContactSummary {
  const mask = (key: (typeof SHOWN)[number]) =>
    maskValue(key, vocabulary.attributes.get(key)?.phi ?? 'P2', contact.values[key] ?? null);
  return {
    id: contact.id,
    createdAt: contact.createdAt,
    updatedAt: contact.updatedAt,
    masked: {
      first_name: mask('first_name'),
      last_name: mask('last_name'),
      email: mask('email'),
      phone: mask('phone'),
    },
  };
}
