import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';

/** One try at delivering a message. `dotAt` is committed just before the final CRLF.CRLF goes out. */
export const attempts = pgTable(
  'attempts',
  {
    lane: lane(),
    contactId: contactId(),
    messageId: uuid('message_id').notNull(),
    n: integer('n').notNull(),
    worker: text('worker').notNull(),
    startedAt: instant('started_at').notNull(),
    dotAt: instant('dot_at'),
    finishedAt: instant('finished_at'),
    /** sent · deferred · bounced · dropped · held · failed · in_doubt */
    result: text('result'),
    method: text('method'),
    /** The server's final reply, without anything it may quote back: code and enhanced code only. */
    reply: text('reply'),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId, t.messageId, t.n] })],
);
