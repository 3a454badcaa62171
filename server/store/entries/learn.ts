import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { loadFacts } from '#store/facts/load.ts';
import type { Place } from './cursor.ts';
import { judge } from './judge.ts';
import { nextContacts } from './next-contacts.ts';
import { quiesce } from './quiesce.ts';
import { type EntryDeps, ignore, needsFor, openEntryWorld } from './settle.ts';

export interface PassOptions {
  /** Stop after the stretch in which this comes, milliseconds of `performance.now`. */
  deadline: number;
  /** Contacts per transaction. */
  batch?: number;
}

/**
 * Learns who is in newly watched segments, so that only those who come after are taken for coming in. Each stretch is
 * one transaction with how far it has come; killed anywhere it goes on from there, and several at once take turns.
 * @returns true when nothing is left to learn.
 */
export async function learnSegments(deps: EntryDeps, { deadline, batch = 2000 }: PassOptions): Promise<boolean> {
  const { sql } = deps.db;
  for (;;) {
    const [next] = await sql<{ id: string; begun: boolean }[]>`
      select segment_id as id, cursor is not null as begun from segment_watches
      where state = 'learning' and problem is null order by segment_id limit 1`;
    if (!next) return true;
    if (!next.begun && !(await quiesce(sql, deadline))) return false;
    await learnStretch(deps, next.id, batch);
    if (performance.now() >= deadline) return false;
  }
}

async function learnStretch({ db, seal }: EntryDeps, segmentId: string, batch: number): Promise<void> {
  await db.sql.begin(async (tx) => {
    const [watch] = await tx<{ cursor: string | null }[]>`
      select cursor from segment_watches where segment_id = ${segmentId} and state = 'learning' for update`;
    if (!watch) return;
    const { contacts, cursor } = await nextContacts(tx, watch.cursor, batch);
    if (cursor === null) return ready(tx, segmentId);
    const world = await openEntryWorld(tx, seal);
    const segment = world.segments.find(({ id }) => id === segmentId);
    if (!segment) return;
    // Who was looked at already, because of a note, is known; what happens to them next has a note of its own.
    const strangers = await unknownTo(tx, segment.id, segment.generation, contacts);
    const facts = await loadFacts(tx, seal, strangers, needsFor({ ...world, segments: [segment] }, [], true), ignore);
    await judge(tx, world, [segment], facts, strangers);
    await tx`
      update segment_watches set cursor = ${cursor}, examined = examined + ${contacts.length}
      where segment_id = ${segmentId} and problem is null`;
  });
}

async function ready(tx: Sql, segmentId: string): Promise<void> {
  await tx`
    delete from watched_members m using segment_watches w
    where w.segment_id = ${segmentId} and m.segment_id = w.segment_id and (m.generation <> w.generation or not m.member)`;
  await tx`update segment_watches set state = 'ready' where segment_id = ${segmentId}`;
}

async function unknownTo(tx: Sql, segmentId: string, generation: number, contacts: readonly Place[]): Promise<Place[]> {
  const rows = await tx<{ id: string }[]>`
    select m.contact_id as id
    from unnest(
      ${arrayLiteral(contacts.map((one) => one.lane))}::smallint[], ${arrayLiteral(contacts.map((one) => one.id))}::uuid[]
    ) as c(lane, id)
    join watched_members m on m.lane = c.lane and m.contact_id = c.id
      and m.segment_id = ${segmentId} and m.generation = ${generation}`;
  const known = new Set(rows.map(({ id }) => id));
  return contacts.filter(({ id }) => !known.has(id));
}
