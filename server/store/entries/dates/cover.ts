import type { Sql } from '#store/database.ts';
import { loadFacts } from '#store/facts/load.ts';
import type { PassOptions } from '../learn.ts';
import { nextContacts } from '../next-contacts.ts';
import { quiesce } from '../quiesce.ts';
import { type EntryDeps, ignore, needsFor, openEntryWorld } from '../settle.ts';
import { firesOf, GRACE } from './fires-of.ts';
import { type Fire, putFires } from './put-fires.ts';

/** Fires are written down this far ahead, and again when less than half a day of them is left: one pass a day. */
const AHEAD = '36 hours';
const LEFT = '12 hours';

/**
 * Writes down which date triggers fire for whom within the next day or so: one pass over all contacts for all date
 * triggers, each contact opened once, a few set statements per stretch. Killed anywhere it goes on from there.
 * @returns true when everything is covered.
 */
export async function coverDates(deps: EntryDeps, { deadline, batch = 2000 }: PassOptions): Promise<boolean> {
  const { sql } = deps.db;
  for (;;) {
    const round = await openRound(sql);
    if (!round) return true;
    if (!round.begun && !(await quiesce(sql, deadline))) return false;
    await coverStretch(deps, batch);
    if (performance.now() >= deadline) return false;
  }
}

async function openRound(sql: Sql): Promise<{ begun: boolean } | null> {
  await sql`
    insert into watch_rounds (kind, began_at, target, subjects)
    select 'dates', stepwell_now(), stepwell_now() + ${AHEAD}::interval, jsonb_agg(id::text)
    from entry_watches
    where type = 'date-reached' and (covered_until is null or covered_until < stepwell_now() + ${LEFT}::interval)
    having count(*) > 0
    on conflict do nothing`;
  const [row] = await sql<{ begun: boolean }[]>`
    select cursor is not null as begun from watch_rounds where kind = 'dates'`;
  return row ?? null;
}

async function coverStretch({ db, seal }: EntryDeps, batch: number): Promise<void> {
  await db.sql.begin(async (tx) => {
    const [round] = await tx<{ cursor: string | null; subjects: string[]; target: number }[]>`
      select cursor, subjects, date_part('epoch', target) * 1000 as target from watch_rounds
      where kind = 'dates' for update`;
    if (!round) return;
    const { contacts, cursor } = await nextContacts(tx, round.cursor, batch);
    if (cursor === null) {
      await tx`
        update entry_watches w set covered_until = r.target from watch_rounds r
        where r.kind = 'dates' and r.subjects ? w.id::text`;
      await tx`delete from watch_rounds where kind = 'dates'`;
      return;
    }
    const world = await openEntryWorld(tx, seal);
    const triggers = world.triggers.filter(({ date, watchId }) => date && round.subjects.includes(String(watchId)));
    const bare = triggers.map((trigger) => ({ ...trigger, filters: [], reentry: 'never' as const }));
    const facts = await loadFacts(tx, seal, contacts, needsFor(world, bare, false), ignore);
    const fires = contacts.flatMap((contact): Fire[] => {
      const known = facts.get(contact.id);
      if (!known) return [];
      return triggers.flatMap((trigger) => {
        const from = Math.max(trigger.coveredUntil ?? trigger.armedAt, world.now - GRACE);
        return firesOf(trigger, known, from, Math.round(round.target)).map(({ at }) => ({
          contact,
          watchId: trigger.watchId,
          at,
        }));
      });
    });
    await putFires(tx, fires);
    await tx`update watch_rounds set cursor = ${cursor} where kind = 'dates'`;
    await tx`select pg_notify('stepwell_due', '')`;
  });
}
