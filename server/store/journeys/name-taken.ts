import { eq } from 'drizzle-orm';
import { journeys } from '#db/schema/journeys.ts';
import type { Orm } from '#store/database.ts';

/** Whether a journey or campaign of this name exists. */
export async function findJourneyName(orm: Orm, name: string): Promise<boolean> {
  const [found] = await orm.select({ id: journeys.id }).from(journeys).where(eq(journeys.name, name));
  return found !== undefined;
}
