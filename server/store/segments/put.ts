import { eq } from 'drizzle-orm';
import type { Filter } from '#core/segment/ast.ts';
import { segments } from '#db/schema/segments.ts';
import type { Orm } from '#store/database.ts';
import { createSegment } from './create.ts';
import { saveSegment } from './save.ts';

/**
 * Makes the segment of this name what is given, for callers that are not looking at a revision (REST, seed). The row
 * is locked meanwhile. @throws Failure SEGMENT_INVALID with findings, also when a rule would become a set.
 */
export async function putSegment(
  orm: Orm,
  segment: { newId: () => string; name: string; description?: string | undefined; filter: Filter | null },
): Promise<{ id: string; created: boolean; revision: number }> {
  const { newId, name, filter } = segment;
  return orm.transaction(async (tx) => {
    const [now] = await tx.select().from(segments).where(eq(segments.name, name)).for('update');
    const description = segment.description ?? now?.description ?? '';
    if (!now) {
      const id = await createSegment(tx, { id: newId(), name, description, filter });
      return { id, created: true, revision: 1 };
    }
    const revision = await saveSegment(tx, { id: now.id, revision: now.revision, name, description, filter });
    return { id: now.id, created: false, revision };
  });
}
