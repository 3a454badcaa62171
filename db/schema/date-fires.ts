import { bigint, foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/**
 * The date triggers that fire within the next day or so, by contact. No further ahead: a table of everyone's birthdays
 * would say in the clear what the contacts keep sealed. Enrollments say as much of whoever is due.
 */
export const dateFires = pgTable(
  'date_fires',
  {
    lane: lane(),
    contactId: contactId(),
    /** The entry watch. */
    watchId: bigint('watch_id', { mode: 'number' }).notNull(),
    dueAt: instant('due_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.watchId, t.dueAt] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('date_fires_due').on(t.dueAt),
  ],
);
