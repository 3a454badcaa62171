import { bigint, index, integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { bytea, contactId, instant, lane } from './columns.ts';

/** Append-only (a trigger holds it). One hash chain per lane: `hash` covers `record` and the row before. */
export const evidence = pgTable(
  'evidence',
  {
    lane: lane(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    contactId: contactId(),
    messageId: uuid('message_id').notNull(),
    attempt: integer('attempt').notNull(),
    at: instant('at').notNull(),
    /** Facts, decision, TLS, key, transcript hash, final reply: see mail/evidence.ts. No patient data. */
    record: jsonb('record').$type<Record<string, unknown>>().notNull(),
    previous: bytea('previous').notNull(),
    hash: bytea('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.lane, t.seq] }), index('evidence_message').on(t.lane, t.contactId, t.messageId)],
);
