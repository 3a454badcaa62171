import { foreignKey, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** Addresses that must not be mailed, by keyed hash, so that a deleted contact stays suppressed. */
export const suppressions = pgTable(
  'suppressions',
  {
    hash: bytea('hash').notNull(),
    /** `all` (hard bounce, complaint) or `commercial` (unsubscribed). */
    scope: text('scope').$type<'all' | 'commercial'>().notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.hash, t.scope] })],
);

/** HIPAA marketing authorizations (45 CFR 164.508); the document itself is sealed. */
export const authorizations = pgTable(
  'authorizations',
  {
    lane: lane(),
    contactId: contactId(),
    id: text('id').notNull(),
    sealed: bytea('sealed').notNull(),
    signedAt: instant('signed_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
  ],
);
