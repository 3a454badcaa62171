import { heardKey } from '#core/run/wake-keys.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

interface Entrant {
  lane: number;
  id: string;
  /** Empty: once in a lifetime. */
  entryKey: string;
  /** The custom event that lets them in, just recorded: no wait for one of its name takes it for the one it waits for. */
  event?: string | undefined;
}

interface Entered {
  lane: number;
  contactId: string;
  entryKey: string;
}

/**
 * Inserts enrollments, due at once. Who is or was in the journey with this entry key (with any, when it is empty)
 * is left out, as is a contact that is gone. Counting is the caller's: counters are the last thing a transaction
 * may lock.
 * @returns those who are new.
 */
export async function putEnrollments(
  sql: Sql,
  journeyId: string,
  entrants: readonly Entrant[],
  at: number,
): Promise<Entered[]> {
  if (entrants.length === 0) return [];
  // In the order of the key, so that two who enroll the same people wait for each other instead of deadlocking.
  return sql<Entered[]>`
    insert into enrollments (lane, contact_id, id, journey_id, entry_key, due_at, entered_at, entered_step_at, visits)
    select w.lane, w.contact_id, w.id, ${journeyId}, w.entry_key, t.at, t.at, t.at,
      case when w.heard is null then '{}' else jsonb_build_object(w.heard, ${at}::float8) end
    from unnest(
      ${arrayLiteral(entrants.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(entrants.map((one) => one.id))}::uuid[],
      ${arrayLiteral(entrants.map(() => newId(at)))}::uuid[],
      ${arrayLiteral(entrants.map((one) => one.entryKey))}::text[],
      ${arrayLiteral(entrants.map(({ event }) => (event === undefined ? null : heardKey(`custom:${event}`))))}::text[]
    ) as w(lane, contact_id, id, entry_key, heard)
    cross join (select to_timestamp(${at}::float8 / 1000) as at) t
    join contacts c on c.lane = w.lane and c.id = w.contact_id
    where w.entry_key <> '' or not exists (
      select 1 from enrollments e where e.lane = w.lane and e.contact_id = w.contact_id and e.journey_id = ${journeyId})
    order by w.lane, w.contact_id, w.entry_key
    on conflict (lane, contact_id, journey_id, entry_key) do nothing
    returning lane, contact_id as "contactId", entry_key as "entryKey"`;
}
