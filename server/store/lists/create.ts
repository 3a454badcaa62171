import { eq } from 'drizzle-orm';
import { lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';
import { uniqueName } from '#store/unique-name.ts';

/** @throws Failure NAME_TAKEN */
export async function createList(orm: Orm, list: { id: string; name: string }): Promise<string> {
  await uniqueName(list.name, () => orm.insert(lists).values(list));
  return list.id;
}

/** The list of this name, made if there is none yet. */
export async function ensureList(orm: Orm, list: { id: string; name: string }): Promise<string> {
  await orm.insert(lists).values(list).onConflictDoNothing({ target: lists.name });
  const [found] = await orm.select({ id: lists.id }).from(lists).where(eq(lists.name, list.name));
  if (!found) throw new Error('The list was deleted while it was being made.');
  return found.id;
}
