import { laneOf } from '#core/lane.ts';
import { graph } from '#core/graph/model.ts';
import { versionFor } from '#core/run/fate.ts';
import type { EnrollmentRecord, JourneyRecord, LeftStep } from '#core/why/replay.ts';
import type { Sql } from '#store/database.ts';

/** A journey with every version that can be read, oldest first; null when there is none. */
export async function readJourneyRecord(sql: Sql, journeyId: string): Promise<JourneyRecord | null> {
  const [journey] = await sql<Omit<JourneyRecord, 'versions'>[]>`
    select id, name, state, paused_reason as "pausedReason" from journeys where id = ${journeyId}`;
  if (!journey) return null;
  const rows = await sql<{ version: number; publishedAt: number; graph: unknown }[]>`
    select version, date_part('epoch', published_at) * 1000 as "publishedAt", graph from journey_versions
    where journey_id = ${journeyId} order by version`;
  const versions = rows.flatMap((row) => {
    const read = graph.safeParse(row.graph);
    return read.success ? [{ ...row, graph: read.data }] : [];
  });
  return { ...journey, versions };
}

/** The version an enrollment walked by last, the newest, and those that let nobody of the ones before follow. */
interface Following {
  version: number | null;
  live: number;
  pins: number[];
}

/** A contact's enrollments, in one journey or in all, the first entered first, each with the steps it left. */
export async function readEnrollments(
  sql: Sql,
  contactId: string,
  journeyId: string | null,
): Promise<EnrollmentRecord[]> {
  const lane = laneOf(contactId);
  const ms = (column: string) => sql`round(date_part('epoch', ${sql(column)}) * 1000)::float8`;
  const enrollments = await sql<(Omit<EnrollmentRecord, 'visits' | 'pinnedVersion'> & Following)[]>`
    select e.id, journey_id as "journeyId", lane, entry_key as "entryKey", e.version, j.live_version as live, j.pins, step,
      visit, e.state, waiting_for as "waitingFor", exit_reason as "exitReason", problem, ${ms('entered_at')} as "enteredAt",
      ${ms('due_at')} as "dueAt", ${ms('entered_step_at')} as "enteredStepAt", ${ms('exited_at')} as "exitedAt"
    from enrollments e join journeys j on j.id = e.journey_id
    where lane = ${lane} and contact_id = ${contactId} ${journeyId === null ? sql`` : sql`and journey_id = ${journeyId}`}
    order by entered_at, e.id`;
  const visits = await sql<(LeftStep & { enrollmentId: string })[]>`
    select enrollment_id as "enrollmentId", step, visit, outlet, ${ms('entered_at')} as "enteredAt",
      ${ms('left_at')} as "leftAt"
    from visits
    where lane = ${lane} and contact_id = ${contactId} ${journeyId === null ? sql`` : sql`and journey_id = ${journeyId}`}
    order by left_at, entered_at, step, visit`;
  const of = Map.groupBy(visits, ({ enrollmentId }) => enrollmentId);
  return enrollments.map(({ version, live, pins, ...one }) => {
    const follows = versionFor(version, live, pins);
    return { ...one, pinnedVersion: follows === live ? null : follows, visits: of.get(one.id) ?? [] };
  });
}
