import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';

/**
 * Changes that may wake a waiting contact, written in the transaction that made the change and applied by the walker
 * in one of its own. A tick cannot wake other enrollments itself: it would wait for rows another tick holds.
 */
export const wakes = pgTable(
  'wakes',
  {
    lane: lane(),
    contactId: contactId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    /** Waiting keys, such as `attribute:next_visit` or `filter`. */
    keys: text('keys')
      .array()
      .notNull()
      .default(sql`'{}'`),
    at: instant('at').notNull(),
    /** The contact's revision that a change replaced; null where it was no attribute that changed. */
    revision: integer('revision'),
    /** The enrollment whose own step made the change: it has seen it, and is not told. */
    by: uuid('by'),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId, t.id] })],
);
