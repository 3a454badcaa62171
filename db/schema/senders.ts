import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** A sender identity. Only a verified one can send. */
export const senders = pgTable('senders', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  fromName: text('from_name').notNull(),
  address: text('address').notNull(),
  replyTo: text('reply_to'),
  domain: text('domain').notNull(),
  /**
   * Where its bounces and replies go: the domain itself, when null, or a subdomain of it whose MX is this installation,
   * for an organization whose own mail is elsewhere.
   */
  returnDomain: text('return_domain'),
  /** Lowest class a message from this sender is treated as. */
  floor: text('floor').notNull().default('P0'),
  dkim: jsonb('dkim')
    .$type<{ selector: string; algorithm: 'rsa' | 'ed25519'; publicKey: string }[]>()
    .notNull()
    .default([]),
  /** The DKIM private keys, sealed. */
  dkimKeys: bytea('dkim_keys'),
  /** The result of the last DNS check, one entry per record. */
  checks: jsonb('checks').$type<{ record: string; ok: boolean; found: string }[]>().notNull().default([]),
  verifiedAt: instant('verified_at'),
  /** `dns` when its records were seen, `demo` for the seed's, whose domain exists only here. */
  verifiedBy: text('verified_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
});
