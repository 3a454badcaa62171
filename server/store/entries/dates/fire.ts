import type { Seal } from '#seal/seal.ts';
import type { Database } from '#store/database.ts';
import { loadFacts } from '#store/facts/load.ts';
import { admit, type Candidate } from '../admit.ts';
import { ignore, needsFor, openEntryWorld } from '../settle.ts';
import { firesOf, GRACE } from './fires-of.ts';

interface Due {
  lane: number;
  contactId: string;
  watchId: number;
  at: number;
}

/**
 * Lets those in whose date has come. Each is judged by the date as it is now: one that was moved meanwhile does not fire
 * by its old time. What is later than the grace is left out. One transaction: a fire is gone only when its contact is in.
 * @returns how many fires were dealt with, and how many of those came too late.
 */
export async function fireDates(
  { db, seal }: { db: Pick<Database, 'sql'>; seal: Seal },
  limit = 2000,
): Promise<{ fired: number; late: number }> {
  const [done] = await db.sql.begin(async (tx) => {
    const due = await tx<Due[]>`
      delete from date_fires f using (
        select lane, contact_id, watch_id, due_at from date_fires where due_at <= stepwell_now()
        order by due_at limit ${limit} for update skip locked
      ) t
      where f.lane = t.lane and f.contact_id = t.contact_id and f.watch_id = t.watch_id and f.due_at = t.due_at
      returning f.lane, f.contact_id as "contactId", f.watch_id::float8 as "watchId",
        date_part('epoch', f.due_at) * 1000 as at`;
    if (due.length === 0) return [{ fired: 0, late: 0 }] as const;
    const world = await openEntryWorld(tx, seal);
    const watched = new Map(world.triggers.filter(({ date }) => date !== null).map((one) => [one.watchId, one]));
    const inTime = due.filter(({ at }) => at > world.now - GRACE);
    const contacts = inTime.map(({ lane, contactId: id }) => ({ lane, id }));
    const facts = await loadFacts(tx, seal, contacts, needsFor(world, [...watched.values()], false), ignore);
    const candidates = inTime.flatMap(({ lane, contactId, watchId, at }): Candidate[] => {
      const trigger = watched.get(watchId);
      const known = facts.get(contactId);
      if (!trigger || !known) return [];
      const moment = Math.round(at);
      return firesOf(trigger, known, moment - 1, moment).map(({ key }) => ({
        trigger,
        lane,
        contactId,
        occurrence: key,
      }));
    });
    await admit(tx, world, facts, candidates);
    return [{ fired: due.length, late: due.length - inTime.length }] as const;
  });
  return done;
}
