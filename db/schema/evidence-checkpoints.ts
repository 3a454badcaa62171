import { bigint, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** Keys that sign checkpoints; the public half is what a verifier elsewhere keeps. Append-only (a trigger holds it). */
export const evidenceKeys = pgTable('evidence_keys', {
  /** The start of the SHA-256 of the public key, hexadecimal. */
  id: text('id').primaryKey(),
  /** SubjectPublicKeyInfo, PEM. Ed25519. */
  publicKey: text('public_key').notNull(),
  /** PKCS #8, sealed. */
  privateKey: bytea('private_key').notNull(),
  madeAt: instant('made_at').notNull(),
});

/**
 * Where every lane's chain of evidence stood at a moment, signed: what was cut off after it, or written anew, shows. A
 * chain of its own, append-only (a trigger holds it).
 */
export const evidenceCheckpoints = pgTable('evidence_checkpoints', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  /** By lane: the last row's number and hash, hexadecimal. */
  heads: jsonb('heads').$type<Record<string, { seq: number; hash: string }>>().notNull(),
  previous: bytea('previous').notNull(),
  hash: bytea('hash').notNull(),
  keyId: text('key_id').notNull(),
  signature: bytea('signature').notNull(),
});
