import { sql } from 'drizzle-orm';
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/**
 * The DKIM keys of a domain that sender identities send from: the domain's, not the identity's, because its DNS holds them.
 * `next` waits until its record is seen, `active` signs, `retiring` signs no more but its record must stay until what it
 * signed is delivered, `retired` has no private half any more.
 */
export const domainKeys = pgTable(
  'domain_keys',
  {
    id: uuid('id').primaryKey(),
    domain: text('domain').notNull(),
    selector: text('selector').notNull(),
    algorithm: text('algorithm').$type<'rsa' | 'ed25519'>().notNull(),
    publicKey: text('public_key').notNull(),
    /** PKCS #8, sealed. */
    privateKey: bytea('private_key'),
    state: text('state').$type<'next' | 'active' | 'retiring' | 'retired'>().notNull(),
    madeAt: instant('made_at').notNull(),
    /** Since when it signs. */
    activeAt: instant('active_at'),
    /** When its record may go, and its private half goes. */
    retireAfter: instant('retire_after'),
  },
  (t) => [
    uniqueIndex('domain_keys_selector').on(t.domain, t.selector),
    uniqueIndex('domain_keys_active')
      .on(t.domain, t.algorithm)
      .where(sql`state = 'active'`),
    uniqueIndex('domain_keys_next')
      .on(t.domain, t.algorithm)
      .where(sql`state = 'next'`),
    check('domain_keys_state', sql`${t.state} in ('next', 'active', 'retiring', 'retired')`),
    check('domain_keys_private', sql`(${t.privateKey} is null) = (${t.state} = 'retired')`),
  ],
);
