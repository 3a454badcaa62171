import type { Entered, JourneyEntry } from '#engine/world.ts';
import type { Sql } from '#store/database.ts';
import { putEnrollments } from './put.ts';

/**
 * Enrolls contacts whose go-to led to another journey. Refused where they are or were in it before, with whatever
 * entry key, and where it is not running.
 * @returns the answer for each, in order, and the journey's id where they got in.
 */
export async function enterJourneys(
  sql: Sql,
  entries: readonly JourneyEntry[],
  now: number,
): Promise<{ entered: Entered; journeyId: string | null }[]> {
  const names = [...new Set(entries.map((one) => one.journey))];
  const found = await sql<{ id: string; name: string }[]>`
    select id, name from journeys
    where name in ${sql(names)} and state in ('live', 'paused') and live_version is not null order by id`;
  const answers = entries.map((): { entered: Entered; journeyId: string | null } => ({
    entered: 'journey_ended',
    journeyId: null,
  }));
  for (const { id, name } of found) {
    const asking = entries.flatMap((one, i) => (one.journey === name ? [{ ...one, i }] : []));
    const put = await putEnrollments(
      sql,
      id,
      asking.map(({ lane, contactId }) => ({ lane, id: contactId, entryKey: '' })),
      now,
    );
    const inside = new Set(put.map((one) => one.contactId));
    for (const { contactId, i } of asking) {
      // Two enrollments of one contact may lead here at once: the first gets in.
      const first = inside.delete(contactId);
      answers[i] = { entered: first ? 'yes' : 'already_entered', journeyId: first ? id : null };
    }
  }
  return answers;
}
