import { bigint, foreignKey, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytea, contactId, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** To the microsecond: what was changed just before a walk must not be rounded to after it. */
const moment = (name: string) => timestamp(name, { withTimezone: true }).notNull();

/**
 * What a contact's attributes were before each change, so that "why?" can be answered with the values of that moment.
 * Under the contact's own key: deleting that shreds it. A trigger (db/guards.sql) keeps the whole former row for a
 * writer that forgot to.
 */
export const contactHistory = pgTable(
  'contact_history',
  {
    lane: lane(),
    contactId: contactId(),
    /** The revision that was replaced. Orders the changes whatever the clock did. */
    revision: integer('revision').notNull(),
    /** When it was replaced. */
    at: moment('at'),
    /** The attributes that changed; null when `sealed` is the whole former contact. */
    keys: text('keys').array(),
    /** Their former values, sealed; an attribute that had none is null in it. */
    sealed: bytea('sealed').notNull(),
    /** `user:ID`, `key:ID`, `journey:ID` or `system`. */
    actor: text('actor').notNull(),
    /** How: `edit`, `api`, `import:ID`, `step:ID` … */
    source: text('source').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.revision] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
  ],
);

/** Memberships of lists and sets that are over, written by triggers. Those that last are in the members' tables. */
export const membershipHistory = pgTable(
  'membership_history',
  {
    lane: lane(),
    contactId: contactId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    kind: text('kind').$type<'list' | 'segment'>().notNull(),
    setId: uuid('set_id').notNull(),
    addedAt: moment('added_at'),
    removedAt: moment('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
  ],
);

/** What attributes, lists and segments meant before they were changed or deleted, written by triggers. No values of anybody. */
export const definitionHistory = pgTable(
  'definition_history',
  {
    kind: text('kind').$type<'attribute' | 'list' | 'segment'>().notNull(),
    /** The attribute's key, the list's or segment's id. */
    key: text('key').notNull(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    until: moment('until'),
    /** The row as it was. */
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key, t.id] })],
);
