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
    /** When we heard of it (of a held hit: when it was judged): no walk before that can have known. */
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    /** Judged human; automated ones stay in the log but out of figures and branches. */
    human: boolean('human').notNull().default(true),
    judgement: text('judgement'),
    /** An open or click that looks like a reader's is held until then before it is judged; null when it has been, or needs not be. */
    judgeAt: instant('judge_at'),
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
    index('events_held')
      .on(t.judgeAt)
      .where(sql`judge_at is not null`),
    uniqueIndex('events_dedupe')
      .on(t.lane, t.contactId, t.dedupe)
      .where(sql`dedupe is not null`),
  ],
);
