import type { EnrollmentState, ExitReason } from '#core/run/state.ts';
import type { Sql } from '#store/database.ts';

/** One contact in one journey, with the steps it left, oldest first. Times are epoch milliseconds. */
export interface TimelineEnrollment {
  id: string;
  journeyId: string;
  journey: string;
  state: EnrollmentState;
  step: string;
  dueAt: number | null;
  waitingFor: string[];
  enteredAt: number;
  exitedAt: number | null;
  exitReason: ExitReason | null;
  visits: TimelineVisit[];
}

export interface TimelineVisit {
  step: string;
  visit: number;
  enteredAt: number;
  leftAt: number;
  outlet: string;
}

/** Every journey a contact is or was in, the newest first. Step names are the caller's to look up in the graph. */
export async function readTimeline(sql: Sql, contact: { lane: number; id: string }): Promise<TimelineEnrollment[]> {
  const { lane, id } = contact;
  const [enrollments, visits] = await Promise.all([
    sql<Omit<TimelineEnrollment, 'visits'>[]>`
      select e.id, e.journey_id as "journeyId", j.name as journey, e.state, e.step, e.waiting_for as "waitingFor",
        round(date_part('epoch', e.due_at) * 1000) as "dueAt",
        round(date_part('epoch', e.entered_at) * 1000) as "enteredAt",
        round(date_part('epoch', e.exited_at) * 1000) as "exitedAt", e.exit_reason as "exitReason"
      from enrollments e join journeys j on j.id = e.journey_id
      where e.lane = ${lane} and e.contact_id = ${id} order by e.entered_at desc, e.id desc`,
    sql<(TimelineVisit & { enrollmentId: string })[]>`
      select enrollment_id as "enrollmentId", step, visit, outlet,
        round(date_part('epoch', entered_at) * 1000) as "enteredAt", round(date_part('epoch', left_at) * 1000) as "leftAt"
      from visits where lane = ${lane} and contact_id = ${id} order by entered_at, left_at`,
  ]);
  return enrollments.map((enrollment) => ({
    ...enrollment,
    visits: visits
      .filter((visit) => visit.enrollmentId === enrollment.id)
      .map(({ enrollmentId: _, ...visit }) => visit),
  }));
}
