import { integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Finding } from '../../server/core/finding.ts';
import { instant } from './columns.ts';

/** A template and its draft. What is sent is always a version. */
export const templates = pgTable('templates', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** P-class its author declared for the topic; the message's class is never below it. */
  topicPhi: text('topic_phi').notNull().default('P0'),
  subject: text('subject').notNull().default(''),
  preheader: text('preheader').notNull().default(''),
  mjml: text('mjml').notNull().default(''),
  revision: integer('revision').notNull().default(1),
  currentVersion: integer('current_version'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/** Immutable. MJML is compiled once, here; `html` and `text` still hold Liquid. */
export const templateVersions = pgTable(
  'template_versions',
  {
    id: uuid('id').primaryKey(),
    /** Bound to no template's row: what was sent by a version stays explained when the template is deleted. */
    templateId: uuid('template_id').notNull(),
    version: integer('version').notNull(),
    /** Made ready for rendering: dates and lists carry their filter. */
    subject: text('subject').notNull(),
    /** As its author wrote it. */
    sourceSubject: text('source_subject').notNull().default(''),
    preheader: text('preheader').notNull(),
    mjml: text('mjml').notNull(),
    html: text('html').notNull(),
    text: text('text').notNull(),
    /** Attribute keys the template uses, and the links in it (label and address). */
    fields: jsonb('fields').$type<string[]>().notNull(),
    links: jsonb('links').$type<{ label: string; url: string }[]>().notNull(),
    findings: jsonb('findings').$type<Finding[]>().notNull().default([]),
    phi: text('phi').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by'),
  },
  (t) => [unique('template_versions_number').on(t.templateId, t.version)],
);
