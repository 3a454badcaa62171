import { desc, eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { imports } from '#db/schema/imports.ts';
import { lists } from '#db/schema/lists.ts';
import type { Orm } from '#store/database.ts';

/** An import and how far it is. @throws Failure NOT_FOUND */
export async function getImport(orm: Orm, id: string) {
  const [row] = await withList(orm).where(eq(imports.id, id));
  if (!row) throw new Failure('NOT_FOUND', { import: id });
  return shape(row);
}

/** The latest imports, newest first. */
export async function listImports(orm: Orm, limit: number) {
  const rows = await withList(orm).orderBy(desc(imports.createdAt)).limit(limit);
  return rows.map(shape);
}

function withList(orm: Orm) {
  return orm
    .select({ import: imports, listName: lists.name })
    .from(imports)
    .leftJoin(lists, eq(lists.id, imports.listId));
}

function shape({ import: row, listName }: { import: typeof imports.$inferSelect; listName: string | null }) {
  return { ...row, listName };
}
