import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** One record of a domain as it was found at the last look. */
export interface CheckedRecord {
  /** Its kind, as the checklist names it. */
  record: string;
  /** Its full DNS name. */
  name: string;
  ok: boolean;
  found: string;
}

/** A sender identity. Only a verified one can send: its domain's records were seen, and its address answered. */
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
  /** The result of the last DNS check, one entry per record. */
  checks: jsonb('checks').$type<CheckedRecord[]>().notNull().default([]),
  checkedAt: instant('checked_at'),
  /** Since when every look found a record missing for certain; looked at again before the identity is stopped. */
  failingSince: instant('failing_since'),
  /** When the domain's records were first all seen; null when they are not. */
  domainOkAt: instant('domain_ok_at'),
  /** `dns` when its records were seen, `demo` for the seed's, whose domain exists only here. */
  verifiedBy: text('verified_by'),
  /** When the code mailed to its address came back. */
  addressProvenAt: instant('address_proven_at'),
  /** When the last code was asked for; it is made from this and lives an hour. */
  codeAskedAt: instant('code_asked_at'),
  /** Wrong answers since. */
  codeTries: integer('code_tries').notNull().default(0),
  /** Since when it may send. Derived, so that it can never disagree with what it stands for. */
  verifiedAt: timestamp('verified_at', { withTimezone: true, precision: 3 }).generatedAlwaysAs(
    sql`case when domain_ok_at is not null and address_proven_at is not null then greatest(domain_ok_at, address_proven_at) end`,
  ),
  createdAt: instant('created_at').notNull().defaultNow(),
});
