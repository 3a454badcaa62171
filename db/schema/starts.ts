import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { Filter } from '../../server/core/segment/ast.ts';
import { instant } from './columns.ts';

/** A bulk start: enrolling an audience, resumable by lane and contact id. */
export const starts = pgTable('starts', {
  id: uuid('id').primaryKey(),
  journeyId: uuid('journey_id').notNull(),
  audience: jsonb('audience').$type<Filter>().notNull(),
  /** waiting · running · done · failed · cancelled */
  state: text('state').notNull().default('waiting'),
  total: integer('total').notNull(),
  examined: integer('examined').notNull().default(0),
  enrolled: integer('enrolled').notNull().default(0),
  cursor: text('cursor'),
  /** Why it failed: a code, never a value. */
  problem: text('problem'),
  createdBy: text('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
  finishedAt: instant('finished_at'),
});
