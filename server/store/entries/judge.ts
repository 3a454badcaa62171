import { Failure } from '#core/failure.ts';
import { matches } from '#core/segment/evaluate.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { isPassed, type Place } from './cursor.ts';
import type { WatchedSegment } from './watched-segments.ts';

/** A contact who came into a watched segment, or left it. */
export interface Crossing {
  segment: WatchedSegment;
  contact: Place;
  entered: boolean;
}

export interface JudgeWorld {
  vocabulary: Vocabulary;
  /** Epoch milliseconds. */
  now: number;
  /** The organization's zone, in which segments' days begin. */
  zone: string;
}

/**
 * Asks, for each contact and watched segment, whether they are in it now, against what is remembered, and remembers the
 * answer. The caller holds the contacts' lanes, and loaded their facts after that. Of a segment that is still being
 * learned, a contact nobody has looked at yet is only remembered: whether they were in it before cannot be known,
 * unless they did not exist when it began. A rule that cannot be understood is set aside and says so.
 * @param created ids of notes that tell of a contact's making, by contact.
 * @returns who crossed over.
 */
export async function judge(
  tx: Sql,
  world: JudgeWorld,
  segments: readonly WatchedSegment[],
  facts: ReadonlyMap<string, ContactFacts>,
  contacts: readonly Place[],
  created: ReadonlyMap<string, number> = NOBODY,
): Promise<Crossing[]> {
  if (segments.length === 0 || contacts.length === 0) return [];
  const remembered = await remember(tx, segments, contacts);
  const crossings: Crossing[] = [];
  const changes: Remembered[] = [];
  for (const segment of segments) {
    const found: Crossing[] = [];
    const own: Remembered[] = [];
    const isFresh = ({ id }: Place) => (created.get(id) ?? 0) > segment.generation;
    try {
      for (const contact of contacts) {
        const known = facts.get(contact.id);
        if (!known) continue;
        const is = matches(segment.filter, known, world);
        const looked = segment.state === 'ready' || isPassed(segment.cursor, contact) || isFresh(contact);
        const was = remembered.get(`${segment.id} ${contact.id}`) ?? (looked ? false : null);
        if (was === is) continue;
        own.push({ segment, contact, member: is });
        if (was !== null) found.push({ segment, contact, entered: is });
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await tx`update segment_watches set problem = ${error.code} where segment_id = ${segment.id}`;
      continue;
    }
    crossings.push(...found);
    changes.push(...own);
  }
  await write(tx, changes);
  return crossings;
}

const NOBODY: ReadonlyMap<string, number> = new Map();

interface Remembered {
  segment: WatchedSegment;
  contact: Place;
  member: boolean;
}

async function remember(tx: Sql, segments: readonly WatchedSegment[], contacts: readonly Place[]) {
  const rows = await tx<{ segmentId: string; contactId: string; member: boolean }[]>`
    select m.segment_id as "segmentId", m.contact_id as "contactId", m.member
    from unnest(
      ${arrayLiteral(contacts.map((one) => one.lane))}::smallint[], ${arrayLiteral(contacts.map((one) => one.id))}::uuid[]
    ) as c(lane, id)
    join watched_members m on m.lane = c.lane and m.contact_id = c.id
    join unnest(
      ${arrayLiteral(segments.map((one) => one.id))}::uuid[], ${arrayLiteral(segments.map((one) => one.generation))}::bigint[]
    ) as s(id, generation) on s.id = m.segment_id and s.generation = m.generation`;
  return new Map(rows.map((row) => [`${row.segmentId} ${row.contactId}`, row.member]));
}

/** Who is not in a segment needs no row once it is learned: there, no row means no. */
async function write(tx: Sql, changes: readonly Remembered[]): Promise<void> {
  const kept = changes.filter(({ member, segment }) => member || segment.state === 'learning');
  const left = changes.filter(({ member, segment }) => !member && segment.state === 'ready');
  if (kept.length > 0)
    await tx`
      insert into watched_members (lane, contact_id, segment_id, generation, member)
      select u.lane, u.id, u.segment_id, u.generation, u.member
      from unnest(
        ${arrayLiteral(kept.map((one) => one.contact.lane))}::smallint[],
        ${arrayLiteral(kept.map((one) => one.contact.id))}::uuid[],
        ${arrayLiteral(kept.map((one) => one.segment.id))}::uuid[],
        ${arrayLiteral(kept.map((one) => one.segment.generation))}::bigint[],
        ${arrayLiteral(kept.map((one) => one.member))}::boolean[]
      ) as u(lane, id, segment_id, generation, member)
      join contacts c on c.lane = u.lane and c.id = u.id
      order by u.lane, u.id, u.segment_id
      for key share of c
      on conflict (lane, contact_id, segment_id) do update
        set generation = excluded.generation, member = excluded.member`;
  if (left.length > 0)
    await tx`
      delete from watched_members m
      using unnest(
        ${arrayLiteral(left.map((one) => one.contact.lane))}::smallint[],
        ${arrayLiteral(left.map((one) => one.contact.id))}::uuid[],
        ${arrayLiteral(left.map((one) => one.segment.id))}::uuid[]
      ) as u(lane, id, segment_id)
      where m.lane = u.lane and m.contact_id = u.id and m.segment_id = u.segment_id`;
}
