import { asc, count, eq } from 'drizzle-orm';
import { listMembers, lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';

export interface ListRow {
  id: string;
  name: string;
  members: number;
  createdAt: Date;
}

/** Every list with how many are on it, by name. */
export async function listLists(orm: Orm): Promise<ListRow[]> {
  return orm
    .select({ id: lists.id, name: lists.name, createdAt: lists.createdAt, members: count(listMembers.contactId) })
    .from(lists)
    .leftJoin(listMembers, eq(listMembers.listId, lists.id))
    .groupBy(lists.id)
    .orderBy(asc(lists.name));
}
