import { index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant, lane } from './columns.ts';

/** A patient. Every attribute, the e-mail address included, is inside `sealed`. */
export const contacts = pgTable(
  'contacts',
  {
    lane: lane(),
    id: uuid('id').notNull(),
    /** AES-256-GCM over the attributes' JSON, under the contact's own key. */
    sealed: bytea('sealed').notNull(),
    /** The contact's key, wrapped by data key `keyVersion`; deleting it shreds the contact. */
    wrappedKey: bytea('wrapped_key').notNull(),
    keyVersion: integer('key_version').notNull(),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  // Ids are made in the order of time: newest first is by id.
  (t) => [primaryKey({ columns: [t.lane, t.id] }), index('contacts_newest').on(t.id)],
);
