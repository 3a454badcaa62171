import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { MoveSet } from '#store/enrollments/paths.ts';

/**
 * The part of a statement that logs the steps which moved enrollments left, one row each; `moved (lane, contact_id, id,
 * path)` are those enrollments.
 */
export function visitsOfMoved(sql: Sql, moves: MoveSet) {
  const left = moves.paths.flatMap(({ after, visits }, i) =>
    visits.map((visit) => ({ ...visit, path: i + 1, journeyId: after.journeyId })),
  );
  const column = (of: (one: (typeof left)[number]) => string | number) => arrayLiteral(left.map(of));
  return sql`
    insert into visits (lane, contact_id, enrollment_id, journey_id, step, visit, entered_at, left_at, outlet)
    select m.lane, m.contact_id, m.id, v.journey_id, v.step, v.visit, to_timestamp(v.entered_at / 1000),
      to_timestamp(v.left_at / 1000), v.outlet
    from moved m join unnest(
      ${column((one) => one.path)}::int[], ${column((one) => one.journeyId)}::uuid[],
      ${column((one) => one.step)}::text[], ${column((one) => one.visit)}::int[],
      ${column((one) => one.enteredAt)}::float8[], ${column((one) => one.leftAt)}::float8[],
      ${column((one) => one.outlet)}::text[]
    ) as v(path, journey_id, step, visit, entered_at, left_at, outlet) on v.path = m.path`;
}
