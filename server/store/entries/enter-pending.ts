import type { Logger } from 'pino';
import { fireDates } from './dates/fire.ts';
import { type EntryDeps, settleNotes } from './settle.ts';

/**
 * Lets those in for whom a trigger happened: settles a batch of notes and a batch of dates that have come. A few index
 * look-ups when there is nothing.
 * @param behind called when what is watched is not up to date, for `keepWatches` to be queued.
 * @returns how many were dealt with.
 */
export async function enterPending(
  deps: EntryDeps & { log: Pick<Logger, 'warn'> },
  behind: () => Promise<void>,
): Promise<number> {
  const [waiting] = await deps.db.sql<{ noted: boolean; due: boolean; behind: boolean }[]>`
    select exists (select 1 from entry_notes) as noted,
      exists (select 1 from date_fires where due_at <= stepwell_now()) as due,
      exists (select 1 from segment_watches where problem is null and (state = 'learning'
        or (pace = 'hour' and refreshed_at < stepwell_now() - interval '1 hour')
        or (pace = 'day' and refreshed_at < stepwell_now() - interval '1 day')))
      or exists (select 1 from entry_watches
        where type = 'date-reached' and (covered_until is null or covered_until < stepwell_now() + interval '12 hours'))
      as behind`;
  if (waiting!.behind) await behind();
  let n = 0;
  if (waiting!.noted) n += await settleNotes(deps);
  if (waiting!.due) {
    const { fired, late } = await fireDates(deps);
    if (late > 0) deps.log.warn({ late }, 'dates came more than a day too late and were left out');
    n += fired;
  }
  return n;
}

/** When the next date of a trigger comes, epoch milliseconds; null when none is written down. */
export async function nextFire({ sql }: EntryDeps['db']): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`select date_part('epoch', min(due_at)) * 1000 as at from date_fires`;
  return row?.at == null ? null : Math.ceil(row.at);
}
