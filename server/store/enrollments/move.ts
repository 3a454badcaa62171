import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { MoveSet } from './paths.ts';

/** Writes where claimed enrollments stand now. Only while they are held by `claimDue`. */
export async function moveEnrollments(sql: Sql, moves: MoveSet, now: number): Promise<void> {
  const column = (of: (path: MoveSet['paths'][number]) => string | number | null) => arrayLiteral(moves.paths.map(of));
  const done = await sql`
    update enrollments e
    set version = p.version, step = p.step, visit = p.visit, visits = p.visits, state = p.state,
      due_at = to_timestamp(p.due_at / 1000), waiting_for = string_to_array(p.waiting_for, ${SEPARATOR}), wake = null,
      entered_step_at = to_timestamp(p.entered_step_at / 1000), exit_reason = p.exit_reason,
      exited_at = case when p.exit_reason is not null then to_timestamp(${now}::float8 / 1000) end, problem = p.problem
    from unnest(${moves.lane}::smallint[], ${moves.contactId}::uuid[], ${moves.enrollmentId}::uuid[],
      ${moves.path}::int[]) as m(lane, contact_id, id, path)
    join unnest(
      ${column(({ version }) => version)}::int[], ${column(({ after }) => after.step)}::text[], ${column(({ after }) => after.visit)}::int[],
      ${column(({ after }) => JSON.stringify(after.visits))}::jsonb[], ${column(({ after }) => after.state)}::text[],
      ${column(({ after }) => after.dueAt)}::float8[],
      ${column(({ after }) => after.waitingFor.join(SEPARATOR))}::text[],
      ${column(({ after }) => after.enteredStepAt)}::float8[], ${column(({ after }) => after.exitReason)}::text[],
      ${column(({ problem }) => problem)}::text[]
    ) with ordinality as p(version, step, visit, visits, state, due_at, waiting_for, entered_step_at, exit_reason, problem, n)
      on p.n = m.path
    where e.lane = m.lane and e.contact_id = m.contact_id and e.id = m.id`;
  // A claimed row cannot vanish: its lock is ours. If one did, committing the rest would count what never moved.
  if (done.count !== moves.size) throw new Error(`Moved ${done.count} enrollments of ${moves.size} claimed.`);
}

/** Stands in no waiting key: custom event names are refused with control characters in them. */
const SEPARATOR = '\u001f';
