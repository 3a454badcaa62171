import { and, eq, sql } from 'drizzle-orm';
import { journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';
import { uniqueName } from '#store/unique-name.ts';

/**
 * Replaces the draft, if it is still the one the caller was looking at. What is live is not touched.
 * @param revision the revision the caller's edits began from
 * @returns the new revision
 * @throws Failure REVISION_CONFLICT when someone else saved in the meantime; nothing is overwritten. NOT_FOUND, NAME_TAKEN.
 */
export async function saveDraft(
  orm: Orm,
  { id, revision, graph }: { id: string; revision: number; graph: Graph },
): Promise<number> {
  const [saved] = await uniqueName(graph.name, () =>
    orm
      .update(journeys)
      .set({
        draft: graph,
        name: graph.name,
        draftRevision: sql`${journeys.draftRevision} + 1`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(journeys.id, id), eq(journeys.draftRevision, revision)))
      .returning({ revision: journeys.draftRevision }),
  );
  if (saved) return saved.revision;
  const [other] = await orm.select({ revision: journeys.draftRevision }).from(journeys).where(eq(journeys.id, id));
  if (!other) throw new Failure('NOT_FOUND', { journey: id });
  throw new Failure('REVISION_CONFLICT', { journey: id, yours: revision, theirs: other.revision });
}
