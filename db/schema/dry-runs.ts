import { bigint, boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { Graph } from '../../server/core/graph/model.ts';
import type { Assumptions } from '../../server/core/run/assume.ts';
import type { Tally } from '../../server/core/run/tally.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { instant } from './columns.ts';

/** A whole audience rehearsed on a virtual clock: how far it is, and counts. Nothing about any one contact. */
export const dryRuns = pgTable(
  'dry_runs',
  {
    id: uuid('id').primaryKey(),
    journeyId: uuid('journey_id').notNull(),
    /** The version rehearsed; null for a draft. */
    version: integer('version'),
    /** The drawing as it was: the draft goes on changing meanwhile. */
    graph: jsonb('graph').$type<Graph>().notNull(),
    audience: jsonb('audience').$type<Filter>().notNull(),
    assumptions: jsonb('assumptions').$type<Assumptions>().notNull(),
    /** Leave out who could not enter now: in it already, or without a re-entry key. */
    onlyNew: boolean('only_new').notNull(),
    /** Where the virtual clock begins, epoch milliseconds. */
    startAt: bigint('start_at', { mode: 'number' }).notNull(),
    /** waiting · running · done · failed · cancelled */
    state: text('state').notNull().default('waiting'),
    total: integer('total').notNull(),
    examined: integer('examined').notNull().default(0),
    cursor: text('cursor'),
    result: jsonb('result').$type<Tally>().notNull(),
    /** Why it failed: a code, never a value. */
    problem: text('problem'),
    createdBy: text('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (t) => [index('dry_runs_of_journey').on(t.journeyId, t.createdAt)],
);
