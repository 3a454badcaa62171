import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { segments } from '#db/schema/segments.ts';
import type { Orm } from '#store/database.ts';
import { getSegment } from './get.ts';

/** A segment by its exact name. @throws Failure NOT_FOUND; ZodError when a stored rule no longer parses. */
export async function findSegment(orm: Orm, name: string): Promise<Awaited<ReturnType<typeof getSegment>>> {
  const [found] = await orm.select({ id: segments.id }).from(segments).where(eq(segments.name, name));
  if (!found) throw new Failure('NOT_FOUND', { segment: name }, `There is no segment “${name}”.`);
  return getSegment(orm, found.id);
}
