import { bigint, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A CSV import and its progress. The uploaded file and the rejects lie sealed in the data directory. */
export const imports = pgTable('imports', {
  id: uuid('id').primaryKey(),
  fileName: text('file_name').notNull(),
  mapping: jsonb('mapping').$type<Record<string, string>>().notNull(),
  listId: uuid('list_id'),
  /** waiting · running · done · failed · cancelled */
  state: text('state').notNull().default('waiting'),
  totalBytes: bigint('total_bytes', { mode: 'number' }).notNull(),
  doneBytes: bigint('done_bytes', { mode: 'number' }).notNull().default(0),
  created: integer('created').notNull().default(0),
  updated: integer('updated').notNull().default(0),
  rejected: integer('rejected').notNull().default(0),
  problem: text('problem'),
  createdBy: text('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
  finishedAt: instant('finished_at'),
});
