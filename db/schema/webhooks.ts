import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { WebhookProblem } from '../../server/core/webhook/retry.ts';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** Where webhook steps may send to. Journeys name them by name. */
export const webhookEndpoints = pgTable('webhook_endpoints', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  url: text('url').notNull(),
  /** Covered by a business associate agreement: attributes may go there. */
  baa: boolean('baa').notNull().default(false),
  /** The signing secret, sealed; and the one before it, which signs as well until `previousUntil`. */
  secret: bytea('secret').notNull(),
  previousSecret: bytea('previous_secret'),
  previousUntil: instant('previous_until'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

export type DeliveryState = 'queued' | 'claimed' | 'delivered' | 'failed' | 'expired';

/** The outbox of webhook steps. One row per visit, whose id is the `webhook-id` of every attempt. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    enrollmentId: uuid('enrollment_id').notNull(),
    journeyId: uuid('journey_id').notNull(),
    step: text('step').notNull(),
    visit: integer('visit').notNull(),
    /** The endpoint's name; one that is gone fails the delivery. */
    endpoint: text('endpoint').notNull(),
    event: text('event').notNull(),
    /** Attributes sent along, sealed under the contact's key until the delivery is over; null for ids only. */
    sealed: bytea('sealed'),
    state: text('state').$type<DeliveryState>().notNull().default('queued'),
    dueAt: instant('due_at').notNull(),
    /** The contact goes on without an answer then, so nothing is sent any more. */
    expiresAt: instant('expires_at'),
    claimedBy: text('claimed_by'),
    leaseUntil: instant('lease_until'),
    attempts: integer('attempts').notNull().default(0),
    /** HTTP status of the last answer, or why there was none. */
    status: integer('status'),
    problem: text('problem').$type<WebhookProblem>(),
    queuedAt: instant('queued_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    unique('webhook_deliveries_once').on(t.lane, t.contactId, t.enrollmentId, t.step, t.visit),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('webhook_deliveries_ready')
      .on(t.dueAt)
      .where(sql`state = 'queued'`),
    index('webhook_deliveries_leased')
      .on(t.leaseUntil)
      .where(sql`state = 'claimed'`),
    index('webhook_deliveries_expiring')
      .on(t.expiresAt)
      .where(sql`state = 'queued'`),
    index('webhook_deliveries_newest').on(t.endpoint, t.queuedAt, t.id),
  ],
);
