import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';

/** The id of the list of this name. @throws Failure NOT_FOUND */
export async function findList(orm: Orm, name: string): Promise<string> {
  const [list] = await orm.select({ id: lists.id }).from(lists).where(eq(lists.name, name));
  if (!list) throw new Failure('NOT_FOUND', { list: name }, `There is no list named “${name}”.`);
  return list.id;
}
