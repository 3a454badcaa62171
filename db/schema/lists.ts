import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

export const lists = pgTable('lists', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const listMembers = pgTable(
  'list_members',
  {
    lane: lane(),
    contactId: contactId(),
    listId: uuid('list_id').notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.listId] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('list_members_list').on(t.listId, t.lane, t.contactId),
  ],
);
