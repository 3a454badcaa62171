import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';

/**
 * Things that may let a contact into a journey, written in the transaction in which they happen (most by the triggers of
 * guards.sql, so that no way of changing a contact can forget it) and settled by the walker in one of its own. `kind`:
 * created · changed (attributes) · list (joined; `subject` is the list) · set (added; the segment) · left (a list or
 * set) · event · form (submitted; the form). No foreign key: a note may outlive its contact, and then says nothing.
 */
export const entryNotes = pgTable(
  'entry_notes',
  {
    lane: lane(),
    contactId: contactId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    kind: text('kind').notNull(),
    subject: uuid('subject'),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId, t.id] })],
);
