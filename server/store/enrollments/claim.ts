import type { EnrollmentState, Wake } from '#core/run/state.ts';
import type { Claimed } from '#engine/world.ts';
import type { Sql } from '#store/database.ts';
import { inLanes } from './due.ts';

interface Row {
  lane: number;
  contactId: string;
  id: string;
  entryKey: string;
  pinnedVersion: number | null;
  step: string;
  visit: number;
  visits: Record<string, number>;
  state: EnrollmentState;
  waitingFor: string[];
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
  const rows = await sql<Row[]>`
    select e.lane, e.contact_id as "contactId", e.id, e.entry_key as "entryKey", e.pinned_version as "pinnedVersion",
      e.step, e.visit, e.visits, e.state, e.waiting_for as "waitingFor", e.wake, e.problem,
      date_part('epoch', e.due_at) * 1000 as "dueAt", date_part('epoch', e.entered_step_at) * 1000 as "enteredStepAt",
      date_part('epoch', e.entered_at) * 1000 as "enteredAt"
    from enrollments e
    where e.journey_id = ${journeyId} and e.due_at <= to_timestamp(${now}::float8 / 1000) ${inLanes(sql, lanes)}
    order by e.due_at limit ${limit}
    for update skip locked`;
  return rows.map((row) => ({
    pinnedVersion: row.pinnedVersion,
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
      visits: row.visits,
      state: row.state,
      waitingFor: row.waitingFor,
      dueAt: Math.round(row.dueAt),
      enteredStepAt: Math.round(row.enteredStepAt),
      enteredAt: Math.round(row.enteredAt),
      exitReason: null,
    },
  }));
}
