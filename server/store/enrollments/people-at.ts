import type { ExitReason } from '#core/run/state.ts';
import type { Sql } from '#store/database.ts';

/** Someone at a step. Ids only: who it is needs a permission of its own. */
export interface PersonAt {
  lane: number;
  contactId: string;
  enrollmentId: string;
  /** Epoch milliseconds. */
  since: number;
  dueAt: number | null;
}

/** Where a page ended; give it back for the next. */
export type PeopleCursor = Pick<PersonAt, 'lane' | 'contactId' | 'enrollmentId'>;

/** Who stands at a step of a journey now, by page. */
export async function peopleAt(
  sql: Sql,
  { journeyId, step, after = null, limit = 50 }: Asked,
): Promise<{ people: PersonAt[]; next: PeopleCursor | null }> {
  const from = after ?? BEGINNING;
  const people = await sql<PersonAt[]>`
    select lane, contact_id as "contactId", id as "enrollmentId",
      round(date_part('epoch', entered_step_at) * 1000) as since, round(date_part('epoch', due_at) * 1000) as "dueAt"
    from enrollments
    where journey_id = ${journeyId} and step = ${step} and state in ('active', 'waiting')
      and (lane, contact_id, id) > (${from.lane}::smallint, ${from.contactId}::uuid, ${from.enrollmentId}::uuid)
    order by lane, contact_id, id limit ${limit}`;
  return { people, next: people.length < limit ? null : (people.at(-1) ?? null) };
}

/** Who left the journey at a step for a reason other than reaching an end, by page. `since` is when they left. */
export async function peopleExited(
  sql: Sql,
  { journeyId, step, reason, after = null, limit = 50 }: Asked & { reason: ExitReason },
): Promise<{ people: PersonAt[]; next: PeopleCursor | null }> {
  const from = after ?? BEGINNING;
  const people = await sql<PersonAt[]>`
    select lane, contact_id as "contactId", id as "enrollmentId",
      round(date_part('epoch', exited_at) * 1000) as since, null as "dueAt"
    from enrollments
    where journey_id = ${journeyId} and step = ${step} and exit_reason = ${reason}
      and (lane, contact_id, id) > (${from.lane}::smallint, ${from.contactId}::uuid, ${from.enrollmentId}::uuid)
    order by lane, contact_id, id limit ${limit}`;
  return { people, next: people.length < limit ? null : (people.at(-1) ?? null) };
}

interface Asked {
  journeyId: string;
  step: string;
  after?: PeopleCursor | null;
  limit?: number;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const BEGINNING: PeopleCursor = { lane: -1, contactId: NIL, enrollmentId: NIL };
