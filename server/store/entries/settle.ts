import { type Needs, needsOfFilters } from '#core/graph/needs.ts';
import type { Filter } from '#core/segment/ast.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { now as clock } from '#store/clock/now.ts';
import type { Database, Sql } from '#store/database.ts';
import { keyAttribute } from '#store/enrollments/entry-key.ts';
import { loadFacts } from '#store/facts/load.ts';
import { ormWithin } from '#store/orm-within.ts';
import { readSettings } from '#store/settings/read.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { admit, type Candidate } from './admit.ts';
import type { Place } from './cursor.ts';
import { replanDates } from './dates/replan.ts';
import { type Crossing, judge } from './judge.ts';
import { type LiveTrigger, liveTriggers } from './live-triggers.ts';
import { waitingNotes } from './next-contacts.ts';
import { type EntryNote, takeNotes } from './take-notes.ts';
import { tellCrossings } from './tell-crossings.ts';
import { type WatchedSegment, watchedSegments } from './watched-segments.ts';

export interface EntryDeps {
  db: Pick<Database, 'sql'>;
  seal: Seal;
}

/** All that a batch is judged against. */
export interface EntryWorld {
  triggers: readonly LiveTrigger[];
  segments: readonly WatchedSegment[];
  vocabulary: Vocabulary;
  seal: Seal;
  /** Epoch milliseconds. */
  now: number;
  zone: string;
}

/** Read after the lanes are held, so that it is no older than what others wrote of these contacts. */
export async function openEntryWorld(tx: Sql, seal: Seal): Promise<EntryWorld> {
  return {
    triggers: await liveTriggers(tx),
    segments: await watchedSegments(tx),
    vocabulary: await loadVocabulary(tx),
    zone: (await readSettings(ormWithin(tx))).organization.timezone,
    now: await clock(tx),
    seal,
  };
}

/**
 * Settles notes of what happened to contacts: who joined a list, sent in a form, came into a segment or got a new date.
 * One transaction: the notes are gone only when all they lead to is committed, so that being killed anywhere loses
 * nothing and repeats nothing. Any number of workers.
 * @returns how many notes were settled; 0 means there are none that nobody else holds.
 */
export async function settleNotes({ db, seal }: EntryDeps, limit = 2000): Promise<number> {
  const [settled] = await db.sql.begin(async (tx) => {
    const notes = await takeNotes(tx, limit);
    if (notes.length === 0) return [0] as const;
    const world = await openEntryWorld(tx, seal);
    const contacts = contactsOf(notes);
    const relevant = world.triggers.filter((trigger) => mayFire(trigger, notes, world.segments.length > 0));
    const facts = await loadFacts(tx, seal, contacts, needsFor(world, relevant, true), ignore);
    const created = new Map<string, number>();
    for (const { kind, contactId, id } of notes) if (kind === 'created') created.set(contactId, id);
    const crossings = await judge(tx, world, world.segments, facts, contacts, created);
    await tellCrossings(tx, crossings, world.now);
    await replanDates(tx, world, notes, facts);
    const since = await waitingNotes(
      tx,
      crossings.map(({ contact }) => contact),
    );
    const candidates = [...byNote(relevant, notes), ...byCrossing(relevant, notes, crossings, since)];
    await admit(tx, world, facts, candidates);
    return [notes.length] as const;
  });
  return settled;
}

/** What has to be loaded of contacts to judge them and to let them in. */
export function needsFor(
  { segments, vocabulary }: Pick<EntryWorld, 'segments' | 'vocabulary'>,
  triggers: readonly LiveTrigger[],
  judging: boolean,
): Needs {
  const filters = triggers.flatMap((trigger) => trigger.filters.filter((filter) => filter !== null));
  const rules = judging ? segments.map((segment) => segment.filter) : [];
  const needs = needsOfFilters(
    [...rules, ...filters].filter((one) => readable(one, vocabulary)),
    vocabulary,
  );
  for (const { reentry, date } of triggers) {
    const key = keyAttribute(reentry);
    if (key !== null) needs.attributes.add(key);
    if (date) needs.attributes.add(date.attribute).add('timezone');
  }
  return needs;
}

/** A filter that names what is no longer there is refused by whoever asks it, not for the others in the batch. */
function readable(filter: Filter, vocabulary: Vocabulary): boolean {
  try {
    needsOfFilters([filter], vocabulary);
    return true;
  } catch {
    return false;
  }
}

function contactsOf(notes: readonly EntryNote[]): Place[] {
  return [...new Map(notes.map(({ lane, contactId }) => [contactId, { lane, id: contactId }])).values()];
}

function mayFire({ type, subject }: LiveTrigger, notes: readonly EntryNote[], judging: boolean): boolean {
  if (type === 'date-reached') return notes.some(({ kind }) => kind === 'created' || kind === 'changed');
  if (type === 'segment-entered' && judging) return true;
  return notes.some((note) => note.kind === kinds[type] && note.subject === subject);
}

/** The kind of note that makes a trigger happen by itself. */
const kinds: Readonly<Record<string, EntryNote['kind']>> = {
  'list-joined': 'list',
  'segment-entered': 'set',
  'form-submitted': 'form',
};

function byNote(triggers: readonly LiveTrigger[], notes: readonly EntryNote[]): Candidate[] {
  return notes.flatMap(({ lane, contactId, id, kind, subject }) =>
    triggers
      .filter((one) => kinds[one.type] === kind && one.subject === subject && id > one.watchId)
      .map((trigger) => ({ trigger, lane, contactId })),
  );
}

/**
 * Who came in by a change from before the trigger was published was in the segment when it was. The facts may already
 * show a change whose note still waits: then that is what they came in by.
 */
function byCrossing(
  triggers: readonly LiveTrigger[],
  notes: readonly EntryNote[],
  crossings: readonly Crossing[],
  waiting: ReadonlyMap<string, number>,
): Candidate[] {
  const newest = new Map(waiting);
  for (const { contactId, id } of notes) newest.set(contactId, Math.max(id, newest.get(contactId) ?? 0));
  return enteringBy(triggers, crossings, ({ id }, { watchId }) => (newest.get(id) ?? 0) > watchId);
}

export function enteringBy(
  triggers: readonly LiveTrigger[],
  crossings: readonly Crossing[],
  since: (contact: Place, trigger: LiveTrigger, segment: WatchedSegment) => boolean,
): Candidate[] {
  return crossings.flatMap(({ segment, contact, entered }) =>
    triggers
      .filter(({ type, subject }) => entered && type === 'segment-entered' && subject === segment.name)
      .filter((trigger) => since(contact, trigger, segment))
      .map((trigger) => ({ trigger, lane: contact.lane, contactId: contact.id })),
  );
}

/** A contact that cannot be opened is passed over; whoever walks or sends to them says so. */
export function ignore(): void {}
