import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Capability cache per recipient domain: what was last measured, and the best ever shown. It plans; the gate decides. */
export const destinations = pgTable('destinations', {
  domain: text('domain').primaryKey(),
  assurance: text('assurance').notNull(),
  best: text('best').notNull(),
  details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
  measuredAt: instant('measured_at').notNull(),
});
