import type { Standing } from '#core/run/state.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** How many messages each of these enrollments already has, by step. Ones without any are absent. */
export async function sentPerStep(
  sql: Sql,
  enrollments: readonly Standing[],
): Promise<Map<string, Map<string, number>>> {
  const rows = await sql<{ enrollmentId: string; step: string; n: number }[]>`
    select m.enrollment_id as "enrollmentId", m.step, count(*)::int as n
    from unnest(
      ${arrayLiteral(enrollments.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(enrollments.map((one) => one.contactId))}::uuid[],
      ${arrayLiteral(enrollments.map((one) => one.enrollmentId))}::uuid[]
    ) as w(lane, contact_id, id)
    join messages m on m.lane = w.lane and m.contact_id = w.contact_id and m.enrollment_id = w.id and m.resend_of is null
    group by m.enrollment_id, m.step`;
  const sent = new Map<string, Map<string, number>>();
  for (const { enrollmentId, step, n } of rows) {
    let steps = sent.get(enrollmentId);
    if (!steps) sent.set(enrollmentId, (steps = new Map()));
    steps.set(step, n);
  }
  return sent;
}
