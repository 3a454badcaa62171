import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { PhiClass } from '../../server/core/phi.ts';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** A message waiting in the portal, sealed: one of the outbox, or what staff answered to a reply. */
export const portalMessages = pgTable(
  'portal_messages',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    /** The message of the outbox; of an answer, the one the conversation began with. */
    messageId: uuid('message_id').notNull(),
    /** Of an answer: the reply it answers, and the user who wrote it. */
    replyId: uuid('reply_id'),
    writtenBy: text('written_by'),
    phi: text('phi').$type<PhiClass>().notNull(),
    /** False where row 4 of the table applied: a code mailed to the mailbox proves nothing for this one. */
    mailboxTrusted: boolean('mailbox_trusted').notNull().default(true),
    /** Emptied when it expires or is taken back; the row stays as evidence. */
    sealed: bytea('sealed').notNull(),
    /** SHA-256 of the content as it was put here, which outlives it. */
    sha256: bytea('sha256').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    readAt: instant('read_at'),
    recalledAt: instant('recalled_at'),
    /** Of an answer: when its notice was mailed. */
    noticedAt: instant('noticed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('portal_messages_message').on(t.lane, t.contactId, t.messageId),
    index('portal_messages_by_id').on(t.id),
    index('portal_messages_expiring')
      .on(t.expiresAt)
      .where(sql`length(sealed) > 0`),
  ],
);

/** What is attached to an answer, each file sealed under the contact's own key. Goes with the content. */
export const portalFiles = pgTable(
  'portal_files',
  {
    lane: lane(),
    contactId: contactId(),
    portalMessageId: uuid('portal_message_id').notNull(),
    n: integer('n').notNull(),
    bytes: integer('bytes').notNull(),
    /** JSON `{ name, type }`. */
    label: bytea('label').notNull(),
    sealed: bytea('sealed').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.portalMessageId, t.n] }),
    foreignKey({
      columns: [t.lane, t.contactId, t.portalMessageId],
      foreignColumns: [portalMessages.lane, portalMessages.contactId, portalMessages.id],
    }).onDelete('cascade'),
  ],
);

/** How a contact gets in: codes (only their keyed hashes), what was got wrong, the account. */
export const portalAccess = pgTable(
  'portal_access',
  {
    lane: lane(),
    contactId: contactId(),
    codeHash: bytea('code_hash'),
    codeExpiresAt: instant('code_expires_at'),
    /** A code staff gave by phone. */
    phoneHash: bytea('phone_hash'),
    phoneExpiresAt: instant('phone_expires_at'),
    wrong: integer('wrong').notNull().default(0),
    lockedUntil: instant('locked_until'),
    /** Locks since `locksSince`: after some in a day only staff open again. */
    locks: integer('locks').notNull().default(0),
    locksSince: instant('locks_since'),
    /** Codes asked for since `requestedSince`: bounds how many mails a link can cause. */
    requested: integer('requested').notNull().default(0),
    requestedSince: instant('requested_since'),
    requestedAt: instant('requested_at'),
    /** When a page last asked by itself, without a press. */
    askedItselfAt: instant('asked_itself_at'),
    /** When the mailbox was first proved; and since when the person wants to come in without a notice's link. */
    registeredAt: instant('registered_at'),
    accountAt: instant('account_at'),
    language: text('language').$type<'en' | 'es'>(),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId] })],
);

/** Open sessions of recipients, by keyed hash of the cookie's secret, with what was proved in each. */
export const portalSessions = pgTable(
  'portal_sessions',
  {
    lane: lane(),
    contactId: contactId(),
    hash: bytea('hash').notNull(),
    startedAt: instant('started_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    code: boolean('code').notNull().default(false),
    second: boolean('second').notNull().default(false),
    staff: boolean('staff').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.hash] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('portal_sessions_over').on(t.expiresAt),
  ],
);

/**
 * What is counted of those who are not known to be anyone: network addresses that got codes wrong, and e-mail addresses
 * somebody asked for a way in with. By keyed hash, the same for addresses that nobody here has.
 */
export const portalDoors = pgTable(
  'portal_doors',
  {
    kind: text('kind').$type<'network' | 'address'>().notNull(),
    hash: bytea('hash').notNull(),
    /** Names it in a job. The hash of an address is the one `contact_keys` would have of it. */
    id: uuid('id').notNull(),
    wrong: integer('wrong').notNull().default(0),
    wrongSince: instant('wrong_since'),
    lockedUntil: instant('locked_until'),
    requested: integer('requested').notNull().default(0),
    requestedSince: instant('requested_since'),
    requestedAt: instant('requested_at'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.hash] }),
    uniqueIndex('portal_doors_id').on(t.id),
    index('portal_doors_seen').on(t.seenAt),
  ],
);
