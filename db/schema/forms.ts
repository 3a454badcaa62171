import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { FormDefinition } from '../../server/core/forms/form.ts';
import { bytea, contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** A hosted form: a public page whose answers become attributes of a contact. */
export const forms = pgTable('forms', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** open · closed */
  state: text('state').$type<'open' | 'closed'>().notNull().default('open'),
  definition: jsonb('definition').$type<FormDefinition>().notNull(),
  revision: integer('revision').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/** What was sent in, sealed under the contact's own key. */
export const formSubmissions = pgTable(
  'form_submissions',
  {
    lane: lane(),
    contactId: contactId(),
    /** Made with the page, so that a form sent twice counts once. */
    id: uuid('id').notNull(),
    formId: uuid('form_id').notNull(),
    /** The form's revision that was answered: which consent text was agreed to. */
    formRevision: integer('form_revision').notNull(),
    at: instant('at').notNull(),
    /** The answers by attribute, and whether the consent was given. */
    sealed: bytea('sealed').notNull(),
    /** applied · review (answers that differ from what is known, or an address several share) · accepted · dismissed */
    state: text('state').$type<'applied' | 'review' | 'accepted' | 'dismissed'>().notNull(),
    /** Several contacts shared the address: nothing was taken over, and journeys have not heard of it. */
    shared: boolean('shared').notNull().default(false),
    reviewedBy: text('reviewed_by'),
    reviewedAt: instant('reviewed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.id] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
    index('form_submissions_form').on(t.formId, t.at),
  ],
);
