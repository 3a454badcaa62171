import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** REST keys; only a hash is kept. */
export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  hash: bytea('hash').notNull().unique(),
  scopes: jsonb('scopes').$type<string[]>().notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
});

/** Answers to writes that carried an Idempotency-Key, for 24 hours. The body is sealed: it may hold PHI. */
export const idempotency = pgTable(
  'idempotency',
  {
    keyId: uuid('key_id').notNull(),
    key: text('key').notNull(),
    bodyHash: bytea('body_hash').notNull(),
    status: integer('status'),
    sealed: bytea('sealed'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.key] })],
);
