import type { Move } from '#engine/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** Logs the steps that moved enrollments left. */
export async function appendVisits(sql: Sql, moves: readonly Move[]): Promise<void> {
  const left = moves.flatMap(({ after, visits }) => visits.map((visit) => ({ after, visit })));
  if (left.length === 0) return;
  const column = (of: (one: (typeof left)[number]) => string | number) => arrayLiteral(left.map(of));
  await sql`
    insert into visits (lane, contact_id, enrollment_id, journey_id, step, visit, entered_at, left_at, outlet)
    select u.lane, u.contact_id, u.enrollment_id, u.journey_id, u.step, u.visit, to_timestamp(u.entered_at / 1000),
      to_timestamp(u.left_at / 1000), u.outlet
    from unnest(
      ${column(({ after }) => after.lane)}::smallint[], ${column(({ after }) => after.contactId)}::uuid[],
      ${column(({ after }) => after.enrollmentId)}::uuid[], ${column(({ after }) => after.journeyId)}::uuid[],
      ${column(({ visit }) => visit.step)}::text[], ${column(({ visit }) => visit.visit)}::int[],
      ${column(({ visit }) => visit.enteredAt)}::float8[], ${column(({ visit }) => visit.leftAt)}::float8[],
      ${column(({ visit }) => visit.outlet)}::text[]
    ) as u(lane, contact_id, enrollment_id, journey_id, step, visit, entered_at, left_at, outlet)`;
}
