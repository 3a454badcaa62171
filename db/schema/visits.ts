import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';

/** One row per step left, written in the transaction that moved the contact. Where it stands now is its enrollment. */
export const visits = pgTable(
  'visits',
  {
    lane: lane(),
    contactId: contactId(),
    enrollmentId: uuid('enrollment_id').notNull(),
    journeyId: uuid('journey_id').notNull(),
    step: text('step').notNull(),
    visit: integer('visit').notNull(),
    enteredAt: instant('entered_at').notNull(),
    leftAt: instant('left_at').notNull(),
    /** The outlet taken, or `exit:REASON`. */
    outlet: text('outlet').notNull(),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId, t.enrollmentId, t.step, t.visit] })],
);
