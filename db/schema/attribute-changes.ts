import { foreignKey, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** Which journey's step changed which attribute of a contact, and when. Never the value. */
export const attributeChanges = pgTable(
  'attribute_changes',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    at: instant('at').notNull(),
    attribute: text('attribute').notNull(),
    journeyId: uuid('journey_id').notNull(),
    enrollmentId: uuid('enrollment_id').notNull(),
    step: text('step').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
  ],
);
