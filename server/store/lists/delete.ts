import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { listMembers, lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';
import { refuseWhenUsed } from '#store/segments/references.ts';

/** Deletes a list, not the contacts on it. @throws Failure NOT_FOUND, IN_USE */
export async function deleteList(orm: Orm, id: string): Promise<void> {
  const [list] = await orm.select({ name: lists.name }).from(lists).where(eq(lists.id, id)).for('update');
  if (!list) throw new Failure('NOT_FOUND', { list: id });
  await refuseWhenUsed(orm, 'list', list.name);
  await orm.delete(listMembers).where(eq(listMembers.listId, id));
  await orm.delete(lists).where(eq(lists.id, id));
}
