import { coverDates } from './dates/cover.ts';
import { learnSegments } from './learn.ts';
import { refreshSegments } from './refresh.ts';
import type { EntryDeps } from './settle.ts';

/**
 * How long whoever publishes waits, at most, for what is watched to be ready: of some ten thousand contacts it then is
 * when they have their answer, and every later change counts. Of more, the job goes on; the screen says how far it is.
 */
export const ARMING_MS = 3000;

/**
 * Brings all that is watched up to date: learns who is in newly watched segments, writes down the fires of the next day,
 * looks at the rules that time changes. May be called at any time, by any number, and be killed at any point.
 * @param ms how long, at most; the rest is for the next call.
 * @returns true when nothing is left to do.
 */
export async function keepWatches(deps: EntryDeps, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  const done = await learnSegments(deps, { deadline });
  const covered = await coverDates(deps, { deadline });
  const fresh = await refreshSegments(deps, { deadline });
  if (done && covered && fresh) await sweep(deps);
  return done && covered && fresh;
}

/** Clears what was remembered for watches that are over. */
async function sweep({ db }: EntryDeps): Promise<void> {
  await db.sql`
    delete from watched_members m
    where not exists (
      select 1 from segment_watches w where w.segment_id = m.segment_id and w.generation = m.generation)`;
  await db.sql`
    delete from date_fires f where not exists (select 1 from entry_watches w where w.id = f.watch_id)`;
}
