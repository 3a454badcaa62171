import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** What the demo's local mailbox received. Whole messages, sealed: demo mail is treated like any other. */
export const mailboxMail = pgTable(
  'mailbox_mail',
  {
    id: uuid('id').primaryKey(),
    at: instant('at').notNull(),
    domain: text('domain').notNull(),
    recipientHash: bytea('recipient_hash').notNull(),
    sealedRecipient: bytea('sealed_recipient').notNull(),
    /** The envelope sender: where what comes back goes. */
    sealedSender: bytea('sealed_sender').notNull(),
    /** The bytes as they came over the wire, sealed. */
    sealed: bytea('sealed').notNull(),
    /** Protocol and cipher of the session it came in on; null when it came in the clear. */
    tls: jsonb('tls').$type<{ protocol: string; cipher: string } | null>(),
  },
  (t) => [index('mailbox_mail_newest').on(t.at, t.id), index('mailbox_mail_recipient').on(t.recipientHash, t.at)],
);

/** The demo's private authority and the demo recipients' private keys, by name, each sealed. */
export const mailboxKeys = pgTable('mailbox_keys', {
  name: text('name').primaryKey(),
  sealed: bytea('sealed').notNull(),
});
