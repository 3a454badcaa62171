import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

export const replySources = ['mail', 'portal'] as const;
export type ReplySource = (typeof replySources)[number];

export const replyStates = ['new', 'assigned', 'done'] as const;
export type ReplyState = (typeof replyStates)[number];

/**
 * How sure we are who wrote it. `portal`: someone who proved in the portal that they are the contact. `aligned`: mail whose
 * From is the contact's address and passed DMARC. `unproven`: anything else; never taken for consent or identity.
 */
export const replyProofs = ['portal', 'aligned', 'unproven'] as const;
export type ReplyProof = (typeof replyProofs)[number];

/**
 * What people wrote back, by mail or in the portal, sealed on arrival. One inbox per sender identity. Goes with the
 * contact; when it came and what was done is in the audit log.
 */
export const replies = pgTable(
  'replies',
  {
    lane: lane(),
    contactId: contactId(),
    id: uuid('id').notNull(),
    /** The message answered. */
    messageId: uuid('message_id').notNull(),
    /** The sender identity whose inbox it lies in. */
    senderId: uuid('sender_id'),
    source: text('source').$type<ReplySource>().notNull(),
    proof: text('proof').$type<ReplyProof>().notNull(),
    /** JSON `{ from, subject, text, attachments: [{ name, type, base64 }] }` under the contact's key, purpose `reply`. */
    sealed: bytea('sealed').notNull(),
    /** Of a reply by mail: the mail it was read from, so that reading it twice makes one. */
    inboundId: uuid('inbound_id'),
    state: text('state').$type<ReplyState>().notNull().default('new'),
    /** A user's id. */
    assignee: text('assignee'),
    receivedAt: instant('received_at').notNull(),
    /** When it came into this state. */
    since: instant('since').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    uniqueIndex('replies_inbound')
      .on(t.lane, t.contactId, t.inboundId)
      .where(sql`inbound_id is not null`),
    index('replies_by_id').on(t.id),
    index('replies_message').on(t.lane, t.contactId, t.messageId),
    index('replies_open')
      .on(t.senderId, t.receivedAt, t.id)
      .where(sql`state <> 'done'`),
    index('replies_mine')
      .on(t.assignee, t.receivedAt)
      .where(sql`state <> 'done'`),
  ],
);
