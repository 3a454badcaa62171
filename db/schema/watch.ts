import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What is wrong now, or was: an invariant that does not hold, a journey the engine stopped. Ids, codes and counts;
 * nothing about a patient.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: uuid('id').primaryKey(),
    /** A code of server/core/watch/alerts.ts. */
    code: text('code').notNull(),
    /** What it is about, such as `journey:ID` or `lane:3`; one open alert per code and subject. */
    subject: text('subject').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    firstSeen: instant('first_seen').notNull(),
    lastSeen: instant('last_seen').notNull(),
    /** How many times it was seen, once a run. */
    seen: integer('seen').notNull().default(1),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [
    uniqueIndex('alerts_open')
      .on(t.code, t.subject)
      .where(sql`resolved_at is null`),
    index('alerts_newest').on(t.lastSeen),
  ],
);

/** Where each check goes on next time, and what it remembers. */
export const watchMemory = pgTable('watch_memory', {
  check: text('check').primaryKey(),
  memory: jsonb('memory').$type<unknown>().notNull(),
  ranAt: instant('ran_at').notNull(),
  /** Milliseconds the last run took. */
  tookMs: integer('took_ms').notNull(),
});

/** Processes that walk, send and run jobs. Written by each about itself every few seconds. */
export const workers = pgTable('workers', {
  id: uuid('id').primaryKey(),
  /** Host and process number. */
  name: text('name').notNull(),
  startedAt: instant('started_at').notNull(),
  /** By the machine's clock, not the demo's. */
  seenAt: instant('seen_at').notNull(),
  /** Enrollments claimed in the last minute and how late they were, milliseconds. */
  claimed: integer('claimed').notNull().default(0),
  lagP50: integer('lag_p50'),
  lagP99: integer('lag_p99'),
  /** The process clock minus the database's, milliseconds. */
  clockOffset: integer('clock_offset').notNull().default(0),
});

/**
 * What the counters still count of contacts that were deleted, whose visits and enrollments are gone: without it the
 * counters could not be checked against what is left.
 */
export const erasedCounts = pgTable(
  'erased_counts',
  {
    journeyId: uuid('journey_id').notNull(),
    lane: smallint('lane').notNull(),
    step: text('step').notNull(),
    measure: text('measure').notNull(),
    n: bigint('n', { mode: 'number' }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.journeyId, t.lane, t.step, t.measure] })],
);
