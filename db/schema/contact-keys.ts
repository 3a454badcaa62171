import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea, contactId, lane } from './columns.ts';

/** Uniqueness and look-up across lanes by keyed hash: e-mail, phone, MRN, external id. */
export const contactKeys = pgTable(
  'contact_keys',
  { kind: text('kind').notNull(), hash: bytea('hash').notNull(), lane: lane(), contactId: contactId() },
  (t) => [primaryKey({ columns: [t.kind, t.hash] }), index('contact_keys_contact').on(t.lane, t.contactId)],
);
