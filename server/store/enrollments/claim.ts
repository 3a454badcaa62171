import { versionFor } from '#core/run/fate.ts';
import type { EnrollmentState, Wake } from '#core/run/state.ts';
import type { Claimed } from '#engine/world.ts';
import type { Sql } from '#store/database.ts';
import { shareWalk } from '#store/journeys/walk-lock.ts';
import { inLanes } from './due.ts';

interface Row {
  lane: number;
  contactId: string;
  id: string;
  entryKey: string;
  version: number | null;
  step: string;
  visit: number;
  visits: string;
  state: EnrollmentState;
  waitingFor: string;
  wake: Wake | Wake[] | null;
  dueAt: number;
  enteredStepAt: number;
  enteredAt: number;
  problem: string | null;
}

/**
 * Locks up to `limit` enrollments of a journey that are due, passing over those another worker holds. Only inside
 * a transaction: they are held until it ends.
 */
export async function claimDue(
  sql: Sql,
  journeyId: string,
  limit: number,
  now: number,
  lanes: readonly number[] | null,
): Promise<Claimed[]> {
  // In this order: what is published after the lock is taken waits with its wakes until this transaction is over, so
  // what is read of the journey here is what everybody claimed here walks by.
  const [, [journey], rows] = await Promise.all([
    shareWalk(sql, journeyId),
    sql<{ live: number; pins: number[] }[]>`
      select live_version as live, pins from journeys where id = ${journeyId}`,
    sql<Row[]>`
    select e.lane, e.contact_id as "contactId", e.id, e.entry_key as "entryKey", e.version,
      e.step, e.visit, e.visits::text as visits, e.state,
      array_to_string(e.waiting_for, ${SEPARATOR}) as "waitingFor", e.wake, e.problem,
      date_part('epoch', e.due_at) * 1000 as "dueAt", date_part('epoch', e.entered_step_at) * 1000 as "enteredStepAt",
      date_part('epoch', e.entered_at) * 1000 as "enteredAt"
    from enrollments e
    where e.journey_id = ${journeyId} and e.due_at <= to_timestamp(${now}::float8 / 1000) ${inLanes(sql, lanes)}
    order by e.due_at limit ${limit}
    for update skip locked`,
  ]);
  if (!journey) return [];
  const visits = once((text) => JSON.parse(text) as Record<string, number>);
  const waitingFor = once((text) => (text === '' ? [] : text.split(SEPARATOR)));
  return rows.map((row) => ({
    version: row.version,
    follows: versionFor(row.version, journey.live, journey.pins),
    problem: row.problem,
    wakes: row.wake === null ? [] : Array.isArray(row.wake) ? row.wake : [row.wake],
    standing: {
      enrollmentId: row.id,
      contactId: row.contactId,
      lane: row.lane,
      journeyId,
      entryKey: row.entryKey,
      step: row.step,
      visit: row.visit,
      visits: visits(row.visits),
      state: row.state,
      waitingFor: waitingFor(row.waitingFor),
      dueAt: Math.round(row.dueAt),
      enteredStepAt: Math.round(row.enteredStepAt),
      enteredAt: Math.round(row.enteredAt),
      exitReason: null,
    },
  }));
}

/** Of thousands most stand where others do: what is written the same is read once and shared. Nobody changes it. */
function once<T>(read: (text: string) => T): (text: string) => Readonly<T> {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) known.set(text, (value = read(text)));
    return value;
  };
}

/** Stands in no waiting key: custom event names are refused with control characters in them. */
export const SEPARATOR = '\u001f';
