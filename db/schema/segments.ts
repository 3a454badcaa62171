import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Filter } from '../../server/core/segment/ast.ts';
import { contactId, instant, lane } from './columns.ts';

/** A rule (`filter` set) or a set that journeys add to (`filter` null). */
export const segments = pgTable('segments', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  description: text('description').notNull().default(''),
  filter: jsonb('filter').$type<Filter>(),
  revision: integer('revision').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/**
 * Members of set segments only; a rule's members are worked out. Bound to no contact's row, as visits are not: the walk
 * adds members by the thousand while it holds their enrollments, and looking each contact up again, and locking it,
 * was more work than adding it. Deleting a contact holds its enrollments first, then deletes here too.
 */
export const segmentMembers = pgTable(
  'segment_members',
  {
    lane: lane(),
    contactId: contactId(),
    segmentId: uuid('segment_id').notNull(),
    journeyId: uuid('journey_id'),
    addedAt: instant('added_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.segmentId] }),
    index('segment_members_segment').on(t.segmentId, t.lane, t.contactId),
  ],
);
