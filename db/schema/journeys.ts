import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { Graph } from '../../server/core/graph/model.ts';
import type { VersionPlan } from '../../server/core/graph/version-plan.ts';
import { instant } from './columns.ts';

export const journeys = pgTable('journeys', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** `campaign`: one email to an audience, published and started in one act; see core/campaign. */
  kind: text('kind').$type<'journey' | 'campaign'>().notNull().default('journey'),
  /** draft · live · paused · ended */
  state: text('state').$type<'draft' | 'live' | 'paused' | 'ended'>().notNull().default('draft'),
  draft: jsonb('draft').$type<Graph>().notNull(),
  draftRevision: integer('draft_revision').notNull().default(1),
  liveVersion: integer('live_version'),
  priority: smallint('priority').notNull().default(5),
  /** Versions that asked those in flight to stay on the one before, and were not released since. */
  pins: integer('pins')
    .array()
    .notNull()
    .default(sql`'{}'`),
  pausedReason: text('paused_reason'),
  /** Where the engine found the trouble it paused for: version, step, problem and place; no values. */
  pausedFault: jsonb('paused_fault').$type<PausedFault>(),
  pausedAt: instant('paused_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

export interface PausedFault {
  version: number;
  step: string | null;
  problem: string;
  at: string | null;
}

/** Immutable. `hash` leaves the layout out. */
export const journeyVersions = pgTable(
  'journey_versions',
  {
    journeyId: uuid('journey_id')
      .notNull()
      .references(() => journeys.id),
    version: integer('version').notNull(),
    graph: jsonb('graph').$type<Graph>().notNull(),
    hash: text('hash').notNull(),
    /** What it decided about people who stood under the version before it. */
    plan: jsonb('plan')
      .$type<VersionPlan>()
      .notNull()
      .default({ decisions: {}, touched: [], everyone: false, pin: false, sendsPerStep: null, carried: {} }),
    /** Someone may stand in it whom a change of the contact concerns: a wait, or exit criteria; see wakes.ts. */
    awaitsChanges: boolean('awaits_changes').generatedAlwaysAs(
      sql`graph @? '$.settings.exit[*]' or graph @? '$.steps[*] ? (@.type == "wait-for-event" && (@.config.event.kind == "filter" || @.config.event.kind == "attribute") || @.type == "wait-for-time" && @.config.mode == "attribute")'`,
    ),
    publishedBy: text('published_by'),
    publishedAt: instant('published_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.journeyId, t.version] })],
);

/**
 * A version whose changes reach people who stand somewhere: until this row is gone, walkers are making those due,
 * batch by batch, in the order of steps, lanes, contacts and enrollments.
 */
export const versionWakes = pgTable(
  'version_wakes',
  {
    journeyId: uuid('journey_id').notNull(),
    version: integer('version').notNull(),
    /** Every tick that began before it was published, or released, is over. */
    drained: boolean('drained').notNull().default(false),
    /** How far it has come: 0 for none, and how many of `touched` are done. */
    steps: integer('steps').notNull().default(0),
    lane: smallint('lane').notNull().default(-1),
    contactId: uuid('contact_id').notNull().default('00000000-0000-0000-0000-000000000000'),
    enrollmentId: uuid('enrollment_id').notNull().default('00000000-0000-0000-0000-000000000000'),
  },
  (t) => [primaryKey({ columns: [t.journeyId, t.version] })],
);
