import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { InboundProblem } from '../../server/core/inbound/addressed.ts';
import { bytea, instant } from './columns.ts';

/**
 * `waiting`: accepted, not read yet. `done`: read, and what it means was done in the same transaction. `kept`: it could not
 * be read, or may not be believed; it changed nothing and waits for staff, with its problem.
 */
export const inboundStates = ['waiting', 'done', 'kept', 'dismissed'] as const;
export type InboundState = (typeof inboundStates)[number];

/** What was read of a mail, in codes: never an address, a word or a subject of it. */
export interface InboundFinding {
  kind: 'bounce' | 'complaint' | 'auto-reply' | 'reply' | 'unsubscribe';
  /** Bounces: RFC 3464 action, RFC 3463 status and our cause; complaints: the feedback type. */
  action?: string;
  status?: string;
  cause?: string;
  feedback?: string;
  /** What it brought about, as a code; `none` says that it came too late or told nothing new. */
  effect: string;
}

/**
 * Mail that came to our own return and reply addresses. Committed before the sending server hears 250. The bytes may
 * quote patient data: sealed, under the data key, because whose it is is only known once it is read.
 */
export const inboundMail = pgTable(
  'inbound_mail',
  {
    id: uuid('id').primaryKey(),
    receivedAt: instant('received_at').notNull(),
    /** JSON `{ from, to, peer, helo, tls }`, sealed. */
    envelope: bytea('envelope').notNull(),
    /** The bytes as they came; null once their time is over. */
    sealed: bytea('sealed'),
    bytes: integer('bytes').notNull(),
    state: text('state').$type<InboundState>().notNull().default('waiting'),
    /** When it may be read (again), and until when a worker has it. */
    dueAt: instant('due_at').notNull(),
    claimedBy: text('claimed_by'),
    leaseUntil: instant('lease_until'),
    /** Times it was taken up: one that brings its reader down each time is not tried for ever. */
    attempts: integer('attempts').notNull().default(0),
    problem: text('problem').$type<InboundProblem>(),
    finding: jsonb('finding').$type<InboundFinding>(),
    /** The message it is about, when its address proves one. */
    messageId: uuid('message_id'),
    readAt: instant('read_at'),
  },
  (t) => [
    index('inbound_mail_waiting')
      .on(t.dueAt, t.id)
      .where(sql`state = 'waiting'`),
    index('inbound_mail_kept')
      .on(t.receivedAt, t.id)
      .where(sql`state = 'kept'`),
    index('inbound_mail_message').on(t.messageId),
    index('inbound_mail_old')
      .on(t.receivedAt)
      .where(sql`sealed is not null`),
  ],
);
