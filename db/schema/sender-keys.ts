import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';
import { senders } from './senders.ts';

/** What signs inside sealed mail for a sender identity: one S/MIME certificate, one OpenPGP key. */
export const senderKeys = pgTable(
  'sender_keys',
  {
    senderId: uuid('sender_id')
      .notNull()
      .references(() => senders.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'smime' | 'pgp'>().notNull(),
    /** Public: PEM, the own certificate first; or an armored OpenPGP key. */
    published: text('published').notNull(),
    /** SHA-256 of the certificate, or the key's fingerprint; lower-case hexadecimal. */
    fingerprint: text('fingerprint').notNull(),
    /** The private half, sealed: PKCS #8 PEM, or a binary OpenPGP key. */
    sealed: bytea('sealed').notNull(),
    source: text('source').$type<'made' | 'uploaded'>().notNull(),
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.senderId, t.kind] })],
);
