import { foreignKey, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** A contact's S/MIME certificate or PGP public key. Sealed, because its user id names the person. */
export const recipientKeys = pgTable(
  'recipient_keys',
  {
    lane: lane(),
    contactId: contactId(),
    kind: text('kind').$type<'smime' | 'pgp'>().notNull(),
    fingerprint: text('fingerprint').notNull(),
    source: text('source').$type<'enrolled' | 'dane' | 'wkd' | 'signed-mail'>().notNull(),
    sealed: bytea('sealed').notNull(),
    expiresAt: instant('expires_at'),
    /** Null while it can be used; otherwise why not. */
    problem: text('problem'),
    verifiedAt: instant('verified_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.kind, t.fingerprint] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
  ],
);
