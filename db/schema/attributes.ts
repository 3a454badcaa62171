import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The typed attributes contacts may have, each with its PHI class. Definitions, never values. */
export const attributes = pgTable('attributes', {
  key: text('key').primaryKey(),
  label: text('label').notNull(),
  type: text('type').notNull(),
  phi: text('phi').notNull(),
  choices: jsonb('choices').$type<string[]>().notNull().default([]),
  group: text('group').notNull().default('Other'),
  createdAt: instant('created_at').notNull().defaultNow(),
});
