import { boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Capability cache per recipient domain: what was last measured, and the best ever shown. It plans; the gate decides. */
export const destinations = pgTable('destinations', {
  domain: text('domain').primaryKey(),
  assurance: text('assurance').notNull(),
  /** A ratchet: it rises by itself, and falls when that much was not shown for long, or a person accepts less. */
  best: text('best').notNull(),
  /** When `best` was last shown. */
  bestAt: instant('best_at').notNull().defaultNow(),
  /** Why an attack on the way is suspected (`fell`, `dane`, `sts`), and since when; null while nothing points to one. */
  suspicion: text('suspicion'),
  suspectedAt: instant('suspected_at'),
  details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
  measuredAt: instant('measured_at').notNull(),
});

/** What the operator says of a domain: that it is a partner whose certificate must be valid, and how much it is sent. */
export const destinationRules = pgTable('destination_rules', {
  domain: text('domain').primaryKey(),
  pinned: boolean('pinned').notNull().default(false),
  /** Deliveries under way at a time, and messages a minute, of all workers together; null: as everywhere. */
  parallel: integer('parallel'),
  perMinute: integer('per_minute'),
  updatedAt: instant('updated_at').notNull(),
  updatedBy: uuid('updated_by'),
});

/** MTA-STS policies by domain, kept for as long as they say (RFC 8461). */
export const stsPolicies = pgTable('sts_policies', {
  domain: text('domain').primaryKey(),
  id: text('id').notNull(),
  mode: text('mode').notNull(),
  mx: jsonb('mx').$type<string[]>().notNull(),
  /** Seconds from `fetched_at`. */
  maxAge: integer('max_age').notNull(),
  fetchedAt: instant('fetched_at').notNull(),
});
