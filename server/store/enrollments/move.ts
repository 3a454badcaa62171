import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { visitsOfMoved } from '#store/visits/append.ts';
import { SEPARATOR } from './claim.ts';
import type { MoveSet } from './paths.ts';

/**
 * Writes where claimed enrollments stand now, and logs the steps they left. Only while they are held by `claimDue`.
 * One statement: the ids of thousands of contacts are the better part of what a batch sends, and are read once.
 */
export async function moveEnrollments(sql: Sql, moves: MoveSet, now: number): Promise<void> {
  const column = (of: (path: MoveSet['paths'][number]) => string | number | null) => arrayLiteral(moves.paths.map(of));
  const [done] = await sql<[{ n: number }]>`
    with moved as (
      update enrollments e
      set version = p.version, step = p.step, visit = p.visit, visits = p.visits, state = p.state,
        due_at = to_timestamp(p.due_at / 1000), waiting_for = string_to_array(p.waiting_for, ${SEPARATOR}), wake = null,
        entered_step_at = to_timestamp(p.entered_step_at / 1000), exit_reason = p.exit_reason,
        exited_at = case when p.exit_reason is not null then to_timestamp(${now}::float8 / 1000) end, problem = p.problem
      from unnest(${moves.lane}::smallint[], ${moves.contactId}::uuid[], ${moves.enrollmentId}::uuid[],
        ${moves.path}::int[]) as m(lane, contact_id, id, path)
      join unnest(
        ${column(({ version }) => version)}::int[], ${column(({ after }) => after.step)}::text[],
         ${column(({ after }) => after.visit)}::int[],
        ${column(({ after }) => JSON.stringify(after.visits))}::jsonb[], ${column(({ after }) => after.state)}::text[],
        ${column(({ after }) => after.dueAt)}::float8[],
        ${column(({ after }) => after.waitingFor.join(SEPARATOR))}::text[],
        ${column(({ after }) => after.enteredStepAt)}::float8[], ${column(({ after }) => after.exitReason)}::text[],
        ${column(({ problem }) => problem)}::text[]
      ) with ordinality as p(version, step, visit, visits, state, due_at, waiting_for, entered_step_at, exit_reason, problem, n)
        on p.n = m.path
      where e.lane = m.lane and e.contact_id = m.contact_id and e.id = m.id
      returning e.lane, e.contact_id, e.id, m.path
    ), logged as (${visitsOfMoved(sql, moves)})
    select count(*)::int as n from moved`;
  // A claimed row cannot vanish: its lock is ours. If one did, committing the rest would count what never moved.
  if (done.n !== moves.size) throw new Error(`Moved ${done.n} enrollments of ${moves.size} claimed.`);
}
