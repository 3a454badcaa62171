import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';
import { refuseWhenUsed } from '#store/segments/references.ts';
import { uniqueName } from '#store/unique-name.ts';

/**
 * Rules refer to lists by name, so only a list that nothing refers to can change its name.
 * @throws Failure NOT_FOUND, NAME_TAKEN, IN_USE
 */
export async function renameList(orm: Orm, { id, name }: { id: string; name: string }): Promise<void> {
  const [list] = await orm.select({ name: lists.name }).from(lists).where(eq(lists.id, id)).for('update');
  if (!list) throw new Failure('NOT_FOUND', { list: id });
  if (list.name === name) return;
  await refuseWhenUsed(orm, 'list', list.name);
  await uniqueName(name, () => orm.update(lists).set({ name }).where(eq(lists.id, id)));
}
