import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { CaseCause } from '../../server/core/cases/causes.ts';
import type { CaseChannel, CaseOutcome, CaseState } from '../../server/core/cases/machine.ts';
import { bytea, contactId, instant, lane } from './columns.ts';

/**
 * A message that was not delivered, and what people do about it. One per message, whatever happens at the same time or
 * is done again. Bound to no contact's row: like messages it outlives the contact, without content.
 */
export const cases = pgTable(
  'cases',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    /** The message that failed. */
    messageId: uuid('message_id').notNull(),
    enrollmentId: uuid('enrollment_id').notNull(),
    journeyId: uuid('journey_id').notNull(),
    /** The step that watches it, and the send step it is of. */
    step: text('step').notNull(),
    send: text('send').notNull(),
    cause: text('cause').$type<CaseCause>().notNull(),
    /** RFC 3463 code, when one is known. */
    code: text('code'),
    state: text('state').$type<CaseState>().notNull().default('open'),
    /** When it came into this state. */
    since: instant('since').notNull(),
    /** From the step: who should take it, and what they should know. */
    queue: text('queue'),
    note: text('note'),
    /** A user's id. */
    assignee: text('assignee'),
    openedAt: instant('opened_at').notNull(),
    /** Overdue from then on, while it is open. */
    dueAt: instant('due_at').notNull(),
    /** The one resend. */
    resendId: uuid('resend_id'),
    outcome: text('outcome').$type<CaseOutcome>(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    unique('cases_once').on(t.lane, t.contactId, t.messageId),
    index('cases_by_id').on(t.id),
    index('cases_open')
      .on(t.id)
      .where(sql`state <> 'closed'`),
    index('cases_overdue')
      .on(t.dueAt)
      .where(sql`state <> 'closed'`),
    index('cases_mine')
      .on(t.assignee, t.id)
      .where(sql`state <> 'closed'`),
  ],
);

/** Everything done in a case, by whom, when, and through which channel. What may name a patient is sealed. */
export const caseLog = pgTable(
  'case_log',
  {
    lane: lane(),
    contactId: contactId(),
    caseId: uuid('case_id').notNull(),
    n: integer('n').notNull(),
    at: instant('at').notNull(),
    /** As in the audit log: `user:ID`, `key:ID` or `system`. */
    actor: text('actor').notNull(),
    /** An action or event of core/cases/machine.ts, or `open`, `assign`. */
    action: text('action').notNull(),
    channel: text('channel').$type<CaseChannel>(),
    /** A code: the cause of a failure, the user assigned. Never a value. */
    detail: text('detail'),
    /** Note and new address, under the contact's own key: gone with the contact. */
    sealed: bytea('sealed'),
  },
  (t) => [primaryKey({ columns: [t.lane, t.contactId, t.caseId, t.n] })],
);
