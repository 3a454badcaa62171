import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Attestation, DeliveryChoice, KeyProof, KeyState } from '../../server/core/keys/life.ts';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/**
 * A contact's S/MIME certificate or PGP public key. Sealed, because its user id names the person. What a state is allowed
 * to be is held here, whatever the code does.
 */
export const recipientKeys = pgTable(
  'recipient_keys',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull().defaultRandom(),
    kind: text('kind').$type<'smime' | 'pgp'>().notNull(),
    fingerprint: text('fingerprint').notNull(),
    source: text('source').$type<'enrolled' | 'dane' | 'wkd' | 'signed-mail'>().notNull(),
    state: text('state').$type<KeyState>().notNull(),
    /** How it is known to be the recipient's own; null while it is not, and for one that was found. */
    proof: text('proof').$type<KeyProof>(),
    /** Where whoever attests has it from. */
    attestation: text('attestation').$type<Attestation>(),
    sealed: bytea('sealed').notNull(),
    /** Keyed hash of the address it was checked for: when the contact's changes, the key is another person's. */
    address: bytea('address').notNull(),
    expiresAt: instant('expires_at'),
    /** Null while it can be used; otherwise why not. */
    problem: text('problem'),
    foundAt: instant('found_at').notNull(),
    /** When it was proven, attested or (for one that was found) last seen where it was found. */
    verifiedAt: instant('verified_at'),
    /** `user:ID`, `key:ID`, `recipient:ID` or `system`: who brought it to where it stands. */
    by: text('by').notNull().default('system'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.kind, t.fingerprint] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    unique('recipient_keys_id').on(t.lane, t.contactId, t.id),
    // One key of a kind is in use: which one mail is sealed to is never a matter of chance.
    uniqueIndex('recipient_keys_one_enrolled')
      .on(t.lane, t.contactId, t.kind)
      .where(sql`state = 'enrolled'`),
    index('recipient_keys_ending')
      .on(t.expiresAt)
      .where(sql`state in ('pending', 'waiting', 'enrolled', 'discovered') and expires_at is not null`),
    index('recipient_keys_attention')
      .on(t.state)
      .where(sql`state in ('waiting', 'unusable', 'expired', 'revoked')`),
    check(
      'recipient_keys_state',
      sql`state in ('pending', 'waiting', 'enrolled', 'discovered', 'unusable', 'expired', 'revoked', 'superseded')`,
    ),
    check('recipient_keys_source', sql`source in ('enrolled', 'dane', 'wkd', 'signed-mail')`),
    check('recipient_keys_proof', sql`proof is null or (proof in ('possession', 'attested') and source = 'enrolled')`),
    check('recipient_keys_attested', sql`(proof is not distinct from 'attested') = (attestation is not null)`),
    // In use as the recipient's own: only with a proof. Found: never as the recipient's own.
    check(
      'recipient_keys_enrolled',
      sql`state <> 'enrolled' or (source = 'enrolled' and proof is not null and verified_at is not null)`,
    ),
    check(
      'recipient_keys_discovered',
      sql`state <> 'discovered' or (source <> 'enrolled' and verified_at is not null)`,
    ),
    check('recipient_keys_pending', sql`state <> 'pending' or (source = 'enrolled' and proof is null)`),
    check('recipient_keys_waiting', sql`state <> 'waiting' or source <> 'enrolled' or proof is not null`),
    check(
      'recipient_keys_ended',
      sql`(state in ('unusable', 'expired', 'revoked', 'superseded')) = (problem is not null)`,
    ),
  ],
);

/** A code sealed to a key and mailed: whoever gives it back holds the key. At most one per key and purpose. */
export const keyChallenges = pgTable(
  'key_challenges',
  {
    lane: lane(),
    contactId: contactId(),
    keyId: uuid('key_id').notNull(),
    purpose: text('purpose').$type<'prove' | 'replace' | 'remove'>().notNull(),
    /** The code, under the contact's own key. */
    sealed: bytea('sealed').notNull(),
    wrong: integer('wrong').notNull().default(0),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.keyId, t.purpose] }),
    foreignKey({
      columns: [t.lane, t.contactId, t.keyId],
      foreignColumns: [recipientKeys.lane, recipientKeys.contactId, recipientKeys.id],
    }).onDelete('cascade'),
    check('key_challenges_purpose', sql`purpose in ('prove', 'replace', 'remove')`),
  ],
);

/** How a recipient wants to be written to, and how many mails their page has caused lately. */
export const recipientChoices = pgTable(
  'recipient_choices',
  {
    lane: lane(),
    contactId: contactId(),
    delivery: text('delivery').$type<DeliveryChoice>().notNull().default('inbox'),
    chosenAt: instant('chosen_at').notNull(),
    by: text('by').notNull(),
    mails: integer('mails').notNull().default(0),
    mailsSince: instant('mails_since'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    check('recipient_choices_delivery', sql`delivery in ('inbox', 'portal', 'own-key')`),
  ],
);

/** What a domain publishes keys by, so that nobody asks again for each of its addresses. */
export const keyDomains = pgTable('key_domains', {
  domain: text('domain').primaryKey(),
  openpgpkey: boolean('openpgpkey').notNull(),
  smimea: boolean('smimea').notNull(),
  wkd: text('wkd').$type<'advanced' | 'direct'>(),
  nextAt: instant('next_at').notNull(),
});

/** When a contact's keys were last looked for, and for which address; only of contacts whose domain publishes any. */
export const keyLookups = pgTable(
  'key_lookups',
  {
    lane: lane(),
    contactId: contactId(),
    address: bytea('address').notNull(),
    found: integer('found').notNull(),
    nextAt: instant('next_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('key_lookups_next').on(t.nextAt),
  ],
);
