import { matches } from '#core/segment/evaluate.ts';
import { fromLocal, startOfLocalDay, toLocal } from '#core/time/local.ts';
import type { Sql } from '#store/database.ts';
import { loadFacts } from '#store/facts/load.ts';
import { admit } from './admit.ts';
import { judge } from './judge.ts';
import type { PassOptions } from './learn.ts';
import { nextContacts, waitingNotes } from './next-contacts.ts';
import { type EntryDeps, enteringBy, ignore, needsFor, openEntryWorld } from './settle.ts';
import { tellCrossings } from './tell-crossings.ts';
import { watchedSegments } from './watched-segments.ts';

/** A little less than the hour between two looks, so that no look is left out for being a second early. */
const HOURLY = 55 * 60_000;

/**
 * Looks again at the watched rules that time alone can change: those about whole days after each local midnight of the
 * organization, others every hour. One pass over all contacts for all of them, resumable after any stretch.
 * @returns true when nothing is left to look at.
 */
export async function refreshSegments(deps: EntryDeps, { deadline, batch = 2000 }: PassOptions): Promise<boolean> {
  for (;;) {
    if (!(await openRound(deps))) return true;
    await refreshStretch(deps, batch);
    if (performance.now() >= deadline) return false;
  }
}

/** Begins a pass when one is due; false when none is, nor under way. */
async function openRound({ db, seal }: EntryDeps): Promise<boolean> {
  return db.sql.begin(async (tx) => {
    const [open] = await tx`select 1 from watch_rounds where kind = 'segments'`;
    if (open) return true;
    const { segments, now, zone } = await openEntryWorld(tx, seal);
    const midnight = fromLocal(zone, startOfLocalDay(toLocal(zone, now)));
    const due = segments.filter(
      ({ state, pace, refreshedAt }) =>
        state === 'ready' &&
        ((pace === 'hour' && refreshedAt <= now - HOURLY) || (pace === 'day' && refreshedAt < midnight)),
    );
    if (due.length === 0) return false;
    await tx`
      insert into watch_rounds (kind, began_at, target, subjects)
      values ('segments', stepwell_now(), stepwell_now(),
        ${JSON.stringify(due.map(({ id, generation }) => `${id}:${generation}`))}::text::jsonb)
      on conflict do nothing`;
    return true;
  });
}

async function refreshStretch({ db, seal }: EntryDeps, batch: number): Promise<void> {
  await db.sql.begin(async (tx) => {
    const [round] = await tx<{ cursor: string | null; subjects: string[] }[]>`
      select cursor, subjects from watch_rounds where kind = 'segments' for update`;
    if (!round) return;
    const { contacts, cursor } = await nextContacts(tx, round.cursor, batch);
    if (cursor === null) return close(tx, round.subjects);
    const world = await openEntryWorld(tx, seal);
    const segments = world.segments.filter(({ id, generation }) => round.subjects.includes(`${id}:${generation}`));
    const triggers = world.triggers.filter(({ type }) => type === 'segment-entered');
    const facts = await loadFacts(tx, seal, contacts, needsFor({ ...world, segments }, triggers, true), ignore);
    // What a note is about is judged with the note. Asked after the facts, it tells of every change that is in them.
    const noted = await waitingNotes(tx, contacts);
    const quiet = contacts.filter(({ id }) => !noted.has(id));
    const crossings = await judge(tx, world, segments, facts, quiet);
    await tellCrossings(tx, crossings, world.now);
    // Published since the last look: who was in it by then, as far as time goes, was in it when it was published.
    const entering = enteringBy(triggers, crossings, ({ id }, { armedAt }, { filter, refreshedAt }) => {
      if (armedAt <= refreshedAt) return true;
      return !matches(filter, facts.get(id)!, { ...world, now: armedAt });
    });
    await admit(tx, world, facts, entering);
    await tx`update watch_rounds set cursor = ${cursor} where kind = 'segments'`;
  });
}

async function close(tx: Sql, subjects: readonly string[]): Promise<void> {
  const done = (await watchedSegments(tx)).filter(({ id, generation }) => subjects.includes(`${id}:${generation}`));
  for (const { id } of done)
    await tx`
      update segment_watches w set refreshed_at = r.began_at from watch_rounds r
      where r.kind = 'segments' and w.segment_id = ${id}`;
  await tx`delete from watch_rounds where kind = 'segments'`;
}
