import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';

const uuid = z.uuid();

/** A list by its id or its exact name. @throws Failure NOT_FOUND */
export async function resolveList(orm: Orm, called: string): Promise<{ id: string; name: string }> {
  const [found] = await orm
    .select({ id: lists.id, name: lists.name })
    .from(lists)
    .where(uuid.safeParse(called).success ? eq(lists.id, called) : eq(lists.name, called));
  if (!found) throw new Failure('NOT_FOUND', { list: called }, `There is no list “${called}”.`);
  return found;
}
