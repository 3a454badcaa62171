import { and, eq, inArray, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { imports } from '#db/schema/imports.ts';
import type { Orm } from '#store/database.ts';
import { type FileDeps, dropFile } from './file.ts';

/**
 * Stops an import where it stands; rows that are in stay in. The batch being written is undone.
 * @throws Failure NOT_FOUND when there is none, or it is over.
 */
export async function cancelImport(orm: Orm, deps: Pick<FileDeps, 'config'>, id: string): Promise<void> {
  const [row] = await orm
    .update(imports)
    .set({ state: 'cancelled', finishedAt: sql`stepwell_now()` })
    .where(and(eq(imports.id, id), inArray(imports.state, ['uploading', 'uploaded', 'waiting', 'running'])))
    .returning({ id: imports.id });
  if (!row) throw new Failure('NOT_FOUND', { import: id });
  await dropFile(deps, id);
}
