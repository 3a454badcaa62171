import { bigint, boolean, foreignKey, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactId, instant, lane } from './columns.ts';
import { contacts } from './contacts.ts';

/** A rule segment that a live journey has to hear of: as a trigger, in a wait for a filter, or as an exit criterion. */
export const segmentWatches = pgTable('segment_watches', {
  segmentId: uuid('segment_id').primaryKey(),
  /** Another whenever the rule means something else; members known under an older one are not known. */
  generation: bigint('generation', { mode: 'number' }).notNull(),
  /** Hash of the rule with the rules it names written out, and of the types of its attributes. */
  digest: text('digest').notNull(),
  /** learning (who is in it already, up to `cursor`) · ready */
  state: text('state').$type<'learning' | 'ready'>().notNull().default('learning'),
  cursor: text('cursor'),
  examined: integer('examined').notNull().default(0),
  /** What besides attributes the rule asks: only then does a change of it need a note. */
  onLists: boolean('on_lists').notNull(),
  onSets: boolean('on_sets').notNull(),
  onEvents: boolean('on_events').notNull(),
  /** Whether time alone changes it: no · day · hour. */
  pace: text('pace').$type<'no' | 'day' | 'hour'>().notNull(),
  refreshedAt: instant('refreshed_at').notNull(),
  /** Whether someone may listen for it: a wait for a filter, or an exit criterion. */
  waits: boolean('waits').notNull(),
  problem: text('problem'),
});

/**
 * Who is in a watched rule segment. `member` false is kept only while it is being learned: known not to be in it. No
 * index by segment: while the table grows the planner would take it for short, and read all of a segment for each
 * contact asked about.
 */
export const watchedMembers = pgTable(
  'watched_members',
  {
    lane: lane(),
    contactId: contactId(),
    segmentId: uuid('segment_id').notNull(),
    generation: bigint('generation', { mode: 'number' }).notNull(),
    member: boolean('member').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.contactId, t.segmentId] }),
    foreignKey({ columns: [t.lane, t.contactId], foreignColumns: [contacts.lane, contacts.id] }).onDelete('cascade'),
  ],
);
