import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

export const importStates = ['uploading', 'uploaded', 'waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type ImportState = (typeof importStates)[number];

/** How the file is written, and what its writer allowed. */
export interface ImportOptions {
  delimiter: ',' | ';' | '\t' | '|';
  encoding: 'utf-8' | 'windows-1252';
  dateOrder: 'mdy' | 'dmy';
  /** Rows may share an address with another contact; each then needs an external id. */
  sharedAddress: boolean;
  /** Check every row and write none. */
  dryRun: boolean;
  /** The list's name as given, made only when rows are written: a dry run makes none. */
  list?: string | null | undefined;
}

/** A CSV import and its progress. The uploaded file lies sealed in the data directory until the import is over. */
export const imports = pgTable('imports', {
  id: uuid('id').primaryKey(),
  fileName: text('file_name').notNull(),
  /** The names in the file's first row, in order. */
  header: jsonb('header').$type<string[]>().notNull().default([]),
  /** Column name → attribute key; a column that is not named is left out. */
  mapping: jsonb('mapping').$type<Record<string, string>>().notNull(),
  options: jsonb('options').$type<ImportOptions>(),
  listId: uuid('list_id'),
  state: text('state').$type<ImportState>().notNull().default('waiting'),
  totalBytes: bigint('total_bytes', { mode: 'number' }).notNull(),
  /** Bytes of the file whose rows are accounted for below: moved in the transaction that wrote them. */
  doneBytes: bigint('done_bytes', { mode: 'number' }).notNull().default(0),
  /** The line that byte is on, from 1, the header being the first. */
  line: integer('line').notNull().default(1),
  created: integer('created').notNull().default(0),
  updated: integer('updated').notNull().default(0),
  unchanged: integer('unchanged').notNull().default(0),
  rejected: integer('rejected').notNull().default(0),
  /** Whether this was (or is) a dry run. */
  dryRun: boolean('dry_run').notNull().default(false),
  problem: text('problem'),
  createdBy: text('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
  finishedAt: instant('finished_at'),
});

/** Rejected rows with their reasons, a sealed batch each. They hold what the file held. */
export const importRejects = pgTable(
  'import_rejects',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    /** The byte of the file at which the batch ended; orders them. */
    upTo: bigint('up_to', { mode: 'number' }).notNull(),
    rows: integer('rows').notNull(),
    sealed: bytea('sealed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.upTo] })],
);

/** Addresses and external ids already met in a file, by keyed hash, so that a later repeat is told from the first. */
export const importSeen = pgTable(
  'import_seen',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    hash: bytea('hash').notNull(),
    line: integer('line').notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.hash] })],
);
