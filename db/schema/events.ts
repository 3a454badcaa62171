import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** What a contact did or what happened to a message of theirs. */
export const events = pgTable(
  'events',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    /** When we heard of it: no walk before that can have known. */
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    /** Judged human; automated ones stay in the log but out of figures and branches. */
    human: boolean('human').notNull().default(true),
    judgement: text('judgement'),
    journeyId: uuid('journey_id'),
    step: text('step'),
    template: text('template'),
    messageId: uuid('message_id'),
    link: text('link'),
    name: text('name'),
    /** A custom event's properties, sealed. */
    sealed: bytea('sealed'),
    /** Given by the sender of an API event so that a repeat is ignored. */
    dedupe: text('dedupe'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('events_message').on(t.lane, t.contactId, t.messageId, t.kind),
    index('events_journey').on(t.journeyId, t.kind, t.at),
    uniqueIndex('events_dedupe')
      .on(t.lane, t.contactId, t.dedupe)
      .where(sql`dedupe is not null`),
  ],
);
