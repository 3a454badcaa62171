import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** Append-only (a trigger holds it), one hash chain. Ids and field names, never values. */
export const audit = pgTable(
  'audit',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    /** `user:ID`, `key:ID`, `recipient:ID`, `journey:ID` or `system`. */
    actor: text('actor').notNull(),
    /** noun.verb, such as `contact.reveal`. */
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
    previous: bytea('previous').notNull(),
    hash: bytea('hash').notNull(),
  },
  (t) => [index('audit_subject').on(t.subject, t.seq), index('audit_actor').on(t.actor, t.seq)],
);
