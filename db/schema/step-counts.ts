import { bigint, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';

/**
 * Counters per journey, step and lane, added to in the transaction that moves the contacts. `measure` is
 * `entered`, `passed:OUTLET` or `exited:REASON`; "here now" is the difference and is never stored.
 */
export const stepCounts = pgTable(
  'step_counts',
  {
    journeyId: uuid('journey_id').notNull(),
    lane: smallint('lane').notNull(),
    step: text('step').notNull(),
    measure: text('measure').notNull(),
    n: bigint('n', { mode: 'number' }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.journeyId, t.lane, t.step, t.measure] })],
);
