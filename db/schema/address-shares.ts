import { sql } from 'drizzle-orm';
import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/**
 * "These contacts are meant to share this address", said by a person. It holds for exactly this address and exactly
 * these contacts: a trigger ends it as soon as anyone takes up the address or gives it up.
 */
export const addressShares = pgTable(
  'address_shares',
  {
    /** The address as it stands in `contact_keys`. */
    hash: bytea('hash').notNull(),
    /** Contact ids, in order. */
    members: uuid('members')
      .array()
      .notNull()
      .default(sql`'{}'`),
    confirmedBy: text('confirmed_by').notNull(),
    confirmedAt: instant('confirmed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.hash] })],
);
