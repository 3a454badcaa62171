import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';

const uuid = z.uuid();

/**
 * A journey's id from what a person or program calls it: its id or its exact name.
 * @throws Failure NOT_FOUND
 */
export async function findJourney(orm: Orm, called: string): Promise<{ id: string; name: string; revision: number }> {
  const same = uuid.safeParse(called).success ? eq(journeys.id, called) : eq(journeys.name, called);
  const [found] = await orm
    .select({ id: journeys.id, name: journeys.name, revision: journeys.draftRevision })
    .from(journeys)
    .where(same);
  if (!found) throw new Failure('NOT_FOUND', { journey: called });
  return found;
}
