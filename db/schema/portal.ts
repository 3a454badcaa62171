import { foreignKey, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** A message waiting in the portal, sealed. */
export const portalMessages = pgTable(
  'portal_messages',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    messageId: uuid('message_id').notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    readAt: instant('read_at'),
    recalledAt: instant('recalled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('portal_messages_message').on(t.lane, t.contactId, t.messageId),
  ],
);

/** The one-time code last mailed to a contact (only its keyed hash), and the session a right one opened. */
export const portalAccess = pgTable(
  'portal_access',
  {
    lane: lane(),
    contactId: contactId(),
    codeHash: bytea('code_hash'),
    codeExpiresAt: instant('code_expires_at'),
    wrong: integer('wrong').notNull().default(0),
    lockedUntil: instant('locked_until'),
    /** Codes asked for since `requestedSince`: bounds how many mails a link can cause. */
    requested: integer('requested').notNull().default(0),
    requestedSince: instant('requested_since'),
    requestedAt: instant('requested_at'),
    /** When the session began; it ends after some hours however busy it is. */
    sessionStartedAt: instant('session_started_at'),
    sessionHash: bytea('session_hash'),
    sessionExpiresAt: instant('session_expires_at'),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId] })],
);
