import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Method } from '../../server/core/delivery/facts.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import type { Purpose } from '../../server/core/steps/step.ts';
import { bytea, contactId, instant, lane } from './columns.ts';

export const messageStates = [
  'queued',
  'claimed',
  'sealed',
  'dot',
  'sent',
  'deferred',
  'bounced',
  'dropped',
  'held',
  'failed',
  'in_doubt',
  'refused',
] as const;
export type MessageState = (typeof messageStates)[number];

/**
 * The outbox. One row per visit of a send step, so a second send cannot exist. Bound to no contact's row: when a
 * contact is deleted its messages stay, without content, as the record of what was disclosed.
 */
export const messages = pgTable(
  'messages',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    enrollmentId: uuid('enrollment_id').notNull(),
    journeyId: uuid('journey_id').notNull(),
    step: text('step').notNull(),
    visit: integer('visit').notNull(),
    template: text('template').notNull(),
    /** The sender identity's name; null takes the journey's. */
    sender: text('sender'),
    purpose: text('purpose').$type<Purpose>().notNull(),
    guard: jsonb('guard').$type<Filter>(),
    sealedOnly: boolean('sealed_only').notNull().default(false),
    portalOnly: boolean('portal_only').notNull().default(false),
    tlsExclusive: boolean('tls_exclusive').notNull().default(false),
    priority: smallint('priority').notNull().default(5),
    state: text('state').$type<MessageState>().notNull().default('queued'),
    dueAt: instant('due_at').notNull().defaultNow(),
    claimedBy: text('claimed_by'),
    leaseUntil: instant('lease_until'),
    attempts: integer('attempts').notNull().default(0),
    /** Set when it was rendered: which version, how sensitive, what was sent. */
    templateVersionId: uuid('template_version_id'),
    phi: text('phi'),
    method: text('method').$type<Method | 'none'>(),
    reason: text('reason'),
    /** The Message-ID header, fixed at the first attempt and kept for every later one. */
    messageId: text('message_id'),
    /** Sealed copy of what was rendered (subject, HTML, text), and SHA-256 of the bytes sent. */
    copy: bytea('copy'),
    sha256: bytea('sha256'),
    /** The message this is the one resend of, made by a person in its case; null for a first message. */
    resendOf: uuid('resend_of'),
    /** It was in doubt, and a person had it sent once more under the same Message-ID: never a second time. */
    doubtResent: boolean('doubt_resent').notNull().default(false),
    /** Keyed hash of the recipient's domain while it waits behind others for it; null once finished. */
    destination: bytea('destination'),
    queuedAt: instant('queued_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    // One per visit, and one resend of it at the most.
    unique('messages_once').on(t.lane, t.contactId, t.enrollmentId, t.step, t.visit, t.resendOf).nullsNotDistinct(),
    uniqueIndex('messages_resent_once')
      .on(t.lane, t.contactId, t.resendOf)
      .where(sql`resend_of is not null`),
    index('messages_ready')
      .on(t.priority, t.dueAt)
      .where(sql`state in ('queued', 'deferred')`),
    index('messages_leased')
      .on(t.leaseUntil)
      .where(sql`state in ('claimed', 'sealed', 'dot')`),
    index('messages_id').on(t.lane, t.id),
    index('messages_by_id').on(t.id),
    index('messages_newest').on(t.queuedAt, t.id),
    index('messages_attention')
      .on(t.state, t.queuedAt)
      .where(sql`state in ('held', 'in_doubt', 'failed')`),
    index('messages_journey').on(t.journeyId, t.step, t.state),
  ],
);
