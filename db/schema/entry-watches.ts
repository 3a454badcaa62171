import { bigint, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * A trigger of a live journey that happens by itself: a list joined, a segment entered, a form submitted, a date reached.
 * The row stays while newer versions keep the trigger, so that a note made before publishing is told from one after.
 */
export const entryWatches = pgTable(
  'entry_watches',
  {
    /** Drawn from the sequence of the notes' ids: a note with a greater id happened while this was watched. */
    id: bigint('id', { mode: 'number' }).primaryKey(),
    journeyId: uuid('journey_id').notNull(),
    /** The trigger without its audience, as canonical JSON; of a date with the journey's zone. */
    trigger: text('trigger').notNull(),
    type: text('type').notNull(),
    /** The name of the list, segment or form; the key of the attribute. */
    subject: text('subject').notNull(),
    armedAt: instant('armed_at').notNull(),
    /** Of a date: until when its fires are in `date_fires`. */
    coveredUntil: instant('covered_until'),
    /** Why it lets nobody in: a failure code. */
    problem: text('problem'),
  },
  (t) => [unique('entry_watches_trigger').on(t.journeyId, t.trigger)],
);

/**
 * Passes over all contacts, at most one of a kind at a time, resumable by lane and contact id. `segments`: rules that time
 * alone can change are looked at again. `dates`: the fires up to `target` are written down.
 */
export const watchRounds = pgTable('watch_rounds', {
  kind: text('kind').$type<'segments' | 'dates'>().primaryKey(),
  cursor: text('cursor'),
  beganAt: instant('began_at').notNull(),
  target: instant('target').notNull(),
  /** Ids of the entry watches (`dates`), or segment ids with their generation (`segments`). */
  subjects: jsonb('subjects').$type<string[]>().notNull(),
});
