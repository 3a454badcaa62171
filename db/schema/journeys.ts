import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { Graph } from '../../server/core/graph/model.ts';
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
  pausedReason: text('paused_reason'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

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
    /** Someone may stand in it whom a change of the contact concerns: a wait, or exit criteria; see wakes.ts. */
    awaitsChanges: boolean('awaits_changes').generatedAlwaysAs(
      sql`graph @? '$.settings.exit[*]' or graph @? '$.steps[*] ? (@.type == "wait-for-event" && (@.config.event.kind == "filter" || @.config.event.kind == "attribute") || @.type == "wait-for-time" && @.config.mode == "attribute")'`,
    ),
    publishedBy: text('published_by'),
    publishedAt: instant('published_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.journeyId, t.version] })],
);
