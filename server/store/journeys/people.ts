import type { Sql } from '#store/database.ts';

export interface StandingPerson {
  contactId: string;
  enrollmentId: string;
  /** Epoch milliseconds. */
  since: number;
  /** When the clock moves it on at the latest; null when only an event does. */
  dueAt: number | null;
  waitingFor: string[];
}

/** Who stands at a step now, by lane and id; `after` is the last one of the page before. */
export async function peopleAt(
  sql: Sql,
  { journeyId, step, after, limit }: { journeyId: string; step: string; after: string | null; limit: number },
): Promise<{ people: StandingPerson[]; next: string | null }> {
  const [lane, contact, enrollment] = after?.split('/') ?? [];
  const rows = await sql<(StandingPerson & { lane: number })[]>`
    select lane, contact_id as "contactId", id as "enrollmentId", waiting_for as "waitingFor",
      date_part('epoch', entered_step_at) * 1000 as since, date_part('epoch', due_at) * 1000 as "dueAt"
    from enrollments
    where journey_id = ${journeyId} and step = ${step} and state in ('active', 'waiting')
      ${lane && contact && enrollment ? sql`and (lane, contact_id, id) > (${Number(lane)}, ${contact}, ${enrollment})` : sql``}
    order by lane, contact_id, id limit ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    people: page.map(({ lane: _lane, ...one }) => ({
      ...one,
      since: Math.round(one.since),
      dueAt: one.dueAt === null ? null : Math.round(one.dueAt),
    })),
    next: rows.length > limit && last ? `${last.lane}/${last.contactId}/${last.enrollmentId}` : null,
  };
}
