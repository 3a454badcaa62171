import { bigint, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** Organisation settings by key: `policy`, `organisation`, … Each is parsed with zod when read. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
  revision: integer('revision').notNull().default(1),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/** Data keys and the blind-index key, each wrapped by the key-encryption key outside the database. */
export const keyring = pgTable('keyring', {
  name: text('name').primaryKey(),
  version: integer('version').notNull(),
  wrapped: bytea('wrapped').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** One row; milliseconds a demo or test installation added to the database clock. Read by stepwell_now(). */
export const demoClock = pgTable('demo_clock', {
  one: integer('one').primaryKey().default(1),
  offsetMs: bigint('offset_ms', { mode: 'number' }).notNull().default(0),
});
