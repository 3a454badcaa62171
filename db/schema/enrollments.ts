import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { EnrollmentState, ExitReason, Wake } from '../../server/core/run/state.ts';
import { contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** The only truth about where a contact stands in a journey. */
export const enrollments = pgTable(
  'enrollments',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    journeyId: uuid('journey_id').notNull(),
    entryKey: text('entry_key').notNull().default(''),
    /** The version by which it walked last; null before it began. What newer ones mean for it: core/run/fate.ts. */
    version: integer('version'),
    step: text('step').notNull().default('trigger'),
    visit: integer('visit').notNull().default(1),
    visits: jsonb('visits').$type<Record<string, number>>().notNull().default({}),
    state: text('state').$type<EnrollmentState>().notNull().default('active'),
    dueAt: instant('due_at'),
    waitingFor: text('waiting_for')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** What woke it since the last tick, oldest first, for the next tick to read; null means time did. */
    wake: jsonb('wake').$type<Wake[]>(),
    enteredStepAt: instant('entered_step_at').notNull().defaultNow(),
    enteredAt: instant('entered_at').notNull().defaultNow(),
    exitReason: text('exit_reason').$type<ExitReason>(),
    exitedAt: instant('exited_at'),
    /** Why a poison enrollment was set aside: a code, never a value. */
    problem: text('problem'),
  },
  (t) => [
    // Once per journey and entry key. A contact has few enrollments, so their ids need no index beside it: every
    // step of the walk writes a row, and each index is written again with it.
    primaryKey({ columns: [t.lane, t.contactId, t.journeyId, t.entryKey] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('enrollments_due')
      .on(t.journeyId, t.dueAt)
      .where(sql`due_at is not null`),
    index('enrollments_standing')
      .on(t.journeyId, t.step, t.lane, t.contactId)
      .where(sql`state in ('active', 'waiting')`),
    // Set aside for staff: few, and looked for every minute.
    index('enrollments_failed')
      .on(t.journeyId)
      .where(sql`state = 'failed'`),
    // Nobody may ever be in it: with neither a due time nor an event to wait for they would stand here for good.
    index('enrollments_endless')
      .on(t.journeyId, t.step)
      .where(sql`due_at is null and waiting_for = '{}' and state in ('active', 'waiting')`),
  ],
);
