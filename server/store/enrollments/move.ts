import type { Move } from '#engine/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** Writes where claimed enrollments stand now. Only while they are held by `claimDue`. */
export async function moveEnrollments(sql: Sql, moves: readonly Move[], now: number): Promise<void> {
  const column = (of: (move: Move) => string | number | null) => arrayLiteral(moves.map(of));
  const done = await sql`
    update enrollments e
    set step = u.step, visit = u.visit, visits = u.visits, state = u.state,
      due_at = to_timestamp(u.due_at / 1000), waiting_for = string_to_array(u.waiting_for, ${SEPARATOR}), wake = null,
      entered_step_at = to_timestamp(u.entered_step_at / 1000), exit_reason = u.exit_reason,
      exited_at = case when u.exit_reason is not null then to_timestamp(${now}::float8 / 1000) end, problem = u.problem
    from unnest(
      ${column(({ after }) => after.lane)}::smallint[], ${column(({ after }) => after.contactId)}::uuid[],
      ${column(({ after }) => after.enrollmentId)}::uuid[], ${column(({ after }) => after.step)}::text[],
      ${column(({ after }) => after.visit)}::int[], ${column(({ after }) => JSON.stringify(after.visits))}::jsonb[],
      ${column(({ after }) => after.state)}::text[], ${column(({ after }) => after.dueAt)}::float8[],
      ${column(({ after }) => after.waitingFor.join(SEPARATOR))}::text[],
      ${column(({ after }) => after.enteredStepAt)}::float8[], ${column(({ after }) => after.exitReason)}::text[],
      ${column(({ problem }) => problem)}::text[]
    ) as u(lane, contact_id, id, step, visit, visits, state, due_at, waiting_for, entered_step_at, exit_reason, problem)
    where e.lane = u.lane and e.contact_id = u.contact_id and e.id = u.id`;
  // A claimed row cannot vanish: its lock is ours. If one did, committing the rest would count what never moved.
  if (done.count !== moves.length) throw new Error(`Moved ${done.count} enrollments of ${moves.length} claimed.`);
}

/** Stands in no waiting key: custom event names are refused with control characters in them. */
const SEPARATOR = '\u001f';
